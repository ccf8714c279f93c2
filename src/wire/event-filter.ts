import type { Phase } from "../sim/clock.ts";
import type { TownEvent } from "../sim/event.ts";
import { searching } from "./words.ts";

/**
 * What a reader of events asked for. Every condition that is said must hold; of a list, one entry must. A list that is empty
 * or not said asks nothing.
 */
export type EventFilter = {
  readonly types?: readonly TownEvent["type"][] | undefined;
  /** Names of operations: only operations match. */
  readonly operations?: readonly string[] | undefined;
  /** The phase that the event carries: a change of phase belongs to the one that begins. */
  readonly phases?: readonly Phase[] | undefined;
  /** Ids of whom the event concerns: who took part, rested, drifted, is in a coalition or left it. */
  readonly citizens?: readonly string[] | undefined;
  /** Ids of coalitions whose change it is, or that another merged into or split from. */
  readonly coalitions?: readonly string[] | undefined;
  /** Words that must all occur in what the event says, in any order and case: its kind, its sentence, its names. */
  readonly text?: string | undefined;
};

/** All that a filter looks at but the text: what is kept of an event whose body is at hand only as bytes. */
export type EventTags = {
  readonly type: TownEvent["type"];
  readonly phase: Phase;
  /** Of an operation; else null. */
  readonly operation: string | null;
  readonly citizens: Ids;
  readonly coalitions: readonly string[];
};

/** A set where there are many: a night moves everyone. */
type Ids = readonly string[] | ReadonlySet<string>;

/** Cost: linear in the citizens concerned, if some are asked for, and in the event's words, if text is. */
export function matches(filter: EventFilter, event: TownEvent): boolean {
  const { citizens, coalitions, text } = filter;
  return (
    matchesKind(filter, event) &&
    // Most events differ in kind, or need not: then nobody is gathered.
    (!(citizens?.length || coalitions?.length) || matchesWhom(filter, tagsOf(event))) &&
    (!text || searching(text)(saidBy(event)))
  );
}

/** Whether an event of these tags may match: it does, unless text is asked for too. Cost: linear in the filter. */
export function matchesTags(filter: EventFilter, tags: EventTags): boolean {
  return matchesKind(filter, tags) && matchesWhom(filter, tags);
}

function matchesKind({ types, operations, phases }: EventFilter, of: EventTags | TownEvent): boolean {
  return (
    (!types?.length || types.includes(of.type)) &&
    (!operations?.length || ("operation" in of && of.operation !== null && operations.includes(of.operation))) &&
    (!phases?.length || phases.includes(of.phase))
  );
}

function matchesWhom({ citizens, coalitions }: EventFilter, tags: EventTags): boolean {
  return (
    (!citizens?.length || citizens.some((id) => holds(tags.citizens, id))) &&
    (!coalitions?.length || coalitions.some((id) => tags.coalitions.includes(id)))
  );
}

/** Cost: linear in the citizens concerned, where they are many. */
export function tagsOf(event: TownEvent): EventTags {
  const { type, phase } = event;
  switch (event.type) {
    case "town_event":
      return { type, phase, operation: event.operation, citizens: ids(event.participant_ids), coalitions: NONE };
    case "town_status":
      return { type, phase, operation: null, citizens: NONE, coalitions: NONE };
    case "coalition": {
      const { coalition, relative, members, left } = event;
      const coalitions = relative === null ? [coalition] : [coalition, relative];
      return { type, phase, operation: null, citizens: ids([...members, ...left]), coalitions };
    }
    case "eigenvector_drift":
      return { type, phase, operation: null, citizens: ids(event.moved.map((one) => one.citizen)), coalitions: NONE };
    case "citizen":
      return { type, phase, operation: null, citizens: ids(event.citizens), coalitions: NONE };
    default:
      return event satisfies never;
  }
}

/** What an event says without the town at hand: its kind, its sentence and its names, or ids where it has no names. */
function saidBy(event: TownEvent): string {
  switch (event.type) {
    case "town_event":
      return [event.operation, event.message, ...event.participants].join(" ");
    case "town_status":
      return `phase change day ${event.day} ${event.phase}`;
    case "coalition":
      return `coalition ${event.kind} ${event.name} ${event.message}`;
    case "eigenvector_drift":
      return ["drift", ...event.moved.map(({ citizen }) => citizen)].join(" ");
    case "citizen":
      return [event.kind, ...event.citizens].join(" ");
    default:
      return event satisfies never;
  }
}

const NONE: readonly string[] = [];
/** So many ids are looked through as fast as a set finds one of them. */
const FEW = 16;

function ids(list: readonly string[]): Ids {
  return list.length <= FEW ? list : new Set(list);
}

function holds(ids: Ids, id: string): boolean {
  return "has" in ids ? ids.has(id) : ids.includes(id);
}
