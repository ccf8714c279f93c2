import type { TownEvent } from "../../sim/event.ts";
import { matches, type EventFilter } from "../../wire/event-filter.ts";
import { searching } from "../../wire/words.ts";
import { lineOf } from "./line.ts";

/** What a person asked of the feed. */
export type FeedFilter = {
  /** Words that must all occur in what the row says, in any order and case. */
  readonly text: string;
  /** One of KINDS' keys, an operation, or "" for everything. */
  readonly kind: string;
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

/** The filter as a predicate. */
export function matcher(filter: FeedFilter, nameOf: (id: string) => string): (event: TownEvent) => boolean {
  const { text, kind, citizens } = filter;
  const type = KINDS[kind]?.type;
  const asked: EventFilter = type ? { citizens, types: [type] } : { citizens, operations: kind ? [kind] : [] };
  const says = searching(text);
  return (event) => {
    if (!matches(asked, event)) return false;
    if (text === "") return true;
    const { what, message } = lineOf(event, nameOf);
    return says(`${what} ${message}`);
  };
}
