import { csv, type Cell } from "../../scene/csv.ts";
import type { Still } from "../../scene/scatter-still.ts";
import { ACTIVITIES } from "../../sim/citizen.ts";
import { driftBetween, TRAITS, TRAIT_COUNT } from "../../sim/eigenvector.ts";
import { serialize, type TownEvent } from "../../sim/event.ts";
import { membershipsOf } from "../../sim/memberships.ts";
import { mood } from "../../sim/mood.ts";

/** What is shown, as tables and lines that other programs read. Each is given piece by piece; the cost is linear. */

/** Everyone at the still's moment, a citizen a row; coalitions' ids are separated by spaces, which ids have none of. */
export function citizensCsv({ town, positions }: Still): Generator<string, void> {
  const coalitionsOf = membershipsOf(town);
  const columns: Record<string, (row: number) => Cell> = {
    id: (row) => town.citizens[row].id,
    name: (row) => town.citizens[row].name,
    archetype: (row) => town.citizens[row].archetype,
    region: (row) => town.regions[town.region[row]].id,
    activity: (row) => ACTIVITIES[town.activity[row]],
    mood: (row) => mood(town, row),
    coalitions: (row) =>
      coalitionsOf(row)
        .map(({ id }) => id)
        .join(" "),
    x: (row) => positions[2 * row],
    y: (row) => positions[2 * row + 1],
  };
  for (const [k, trait] of TRAITS.entries()) columns[trait] = (row) => town.traits[row * TRAIT_COUNT + k];
  columns["drift"] = (row) => driftBetween(town.temperament, row, town.traits, row);
  columns["surplus"] = (row) => town.surplus[row];
  columns["tokens"] = (row) => town.tokens[row];
  return csv(columns, town.citizens.keys());
}

/** An event a row, with the columns of `agent-town export --format csv`. */
export function eventsCsv(events: Iterable<TownEvent>): Generator<string, void> {
  return csv(EVENT_COLUMNS, events);
}

/** An event a line, as logged: whoever folds all lines of a run from its beginning has the town. */
export function* eventsNdjson(events: Iterable<TownEvent>): Generator<string, void> {
  for (const event of events) yield `${serialize(event)}\n`;
}

const EVENT_COLUMNS: Readonly<Record<string, (event: TownEvent) => Cell>> = {
  seq: ({ seq }) => seq,
  timestamp: ({ timestamp }) => timestamp,
  day: ({ day }) => day,
  phase: ({ phase }) => phase,
  type: ({ type }) => type,
  kind: (event) => (event.type === "town_event" ? event.operation : "kind" in event ? event.kind : undefined),
  who: (event) => whoOf(event).join(" "),
  success: (event) => (event.type === "town_event" ? event.success : undefined),
  message: (event) => ("message" in event ? event.message : undefined),
  tokens_used: (event) => (event.type === "town_event" ? event.tokens_used : undefined),
  drama_contribution: (event) => (event.type === "town_event" ? event.drama_contribution : undefined),
  caused_by: (event) => ("caused_by" in event ? event.caused_by.join(" ") : undefined),
};

function whoOf(event: TownEvent): readonly string[] {
  switch (event.type) {
    case "town_event":
      return event.participant_ids;
    case "citizen":
      return event.citizens;
    case "coalition":
      return event.members;
    case "eigenvector_drift":
      return event.moved.map(({ citizen }) => citizen);
    case "town_status":
      return [];
    default:
      return event satisfies never;
  }
}
