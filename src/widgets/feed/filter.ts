import type { Observer } from "../../observer/observer.ts";
import type { Phase } from "../../sim/clock.ts";
import type { TownEvent } from "../../sim/event.ts";
import { matches, type EventFilter } from "../../wire/event-filter.ts";
import { searching } from "../../wire/words.ts";
import { lineOf } from "../../scene/event-line.ts";

/** What a person asked of the feed: all of it must hold. */
export type FeedFilter = {
  /** Words that must all occur in what the row says, in any order and case. */
  readonly text: string;
  /** One of KINDS' keys, an operation, or "" for everything. */
  readonly kind: string;
  /** The phase it happened in, or "" for any. */
  readonly phase: Phase | "";
  /** Ids: the event is about at least one of them. None: about anybody. */
  readonly citizens: readonly string[];
};

/** Kinds of event besides the operations, with their words for people. */
export const KINDS: Readonly<Record<string, { readonly label: string; readonly type: TownEvent["type"] }>> = {
  "@coalition": { label: "coalitions", type: "coalition" },
  "@time": { label: "phases", type: "town_status" },
  "@drift": { label: "drift", type: "eigenvector_drift" },
  "@citizen": { label: "rest", type: "citizen" },
};

/** What a kind of the filter is called: an operation by its own name. */
export function kindName(kind: string): string {
  return KINDS[kind]?.label ?? kind;
}

/** The name of a citizen in the town that is shown; the id while there is none, or of who is not there. */
export function namesAt(view: Observer["view"]): (id: string) => string {
  return (id) => {
    const town = view.peek()?.town;
    return town?.citizens[town.citizenIndex.get(id) ?? -1]?.name ?? id;
  };
}

/** The filter as a predicate; undefined when it leaves nothing out. */
export function matcher(
  { text, kind, phase, citizens }: FeedFilter,
  nameOf: (id: string) => string,
): ((event: TownEvent) => boolean) | undefined {
  const words = text.trim();
  if (words === "" && kind === "" && phase === "" && citizens.length === 0) return undefined;
  const type = KINDS[kind]?.type;
  const asked: EventFilter = {
    citizens,
    phases: phase ? [phase] : [],
    types: type ? [type] : [],
    operations: kind && !type ? [kind] : [],
  };
  const says = searching(words);
  return (event) => {
    if (!matches(asked, event)) return false;
    if (words === "") return true;
    const { what, message } = lineOf(event, nameOf);
    return says(`${what} ${message}`);
  };
}
