import type { TownEvent } from "../../sim/event.ts";
import { citizensOf, lineOf } from "./line.ts";

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
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const type = KINDS[filter.kind]?.type;
  const citizens = new Set(filter.citizens);
  return (event) => {
    if (type && event.type !== type) return false;
    if (!type && filter.kind && !(event.type === "town_event" && event.operation === filter.kind)) return false;
    if (citizens.size > 0 && !citizensOf(event).some((id) => citizens.has(id))) return false;
    if (words.length === 0) return true;
    const { what, message } = lineOf(event, nameOf);
    const said = `${what} ${message}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}
