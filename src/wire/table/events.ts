import type { TownEvent } from "../../sim/event.ts";
import { instant, real, text, texts, whole, wholes, flag, type Table } from "./table.ts";

/** An event a row. What only some types of events say is null of the others, or in `metadata`. */
export const EVENTS_TABLE: Table<TownEvent> = {
  seq: whole("Its number, from 1, without gaps.", ({ seq }) => seq),
  day: whole("The town's day, from 1.", ({ day }) => day),
  phase: text("MORNING, AFTERNOON, EVENING or NIGHT.", ({ phase }) => phase),
  timestamp: instant("Time in the town.", ({ timestamp }) => Date.parse(timestamp)),
  type: text("town_event, town_status, coalition, eigenvector_drift or citizen.", ({ type }) => type),
  operation: text("What was done; of other types, what kind of change it is.", (event) =>
    event.type === "town_event" ? event.operation : "kind" in event ? event.kind : null,
  ),
  participants: texts("Ids of the citizens whom it concerns.", concerned),
  success: flag("Whether what was tried came about.", (event) => (event.type === "town_event" ? event.success : null)),
  message: text("In words.", (event) => ("message" in event ? event.message : null)),
  tokens_used: real("Estimated language-model tokens of the turn.", (event) =>
    event.type === "town_event" ? event.tokens_used : null,
  ),
  drama_contribution: real("At least 0.", (event) => (event.type === "town_event" ? event.drama_contribution : null)),
  caused_by: wholes("Seqs of earlier events that it follows from.", (event) =>
    "caused_by" in event ? event.caused_by : [],
  ),
  effects: text("What it does to the town, as JSON.", ({ effects }) => JSON.stringify(effects)),
  metadata: text("What else it says, as JSON.", (event) => JSON.stringify(elseSaid(event))),
};

function concerned(event: TownEvent): readonly string[] {
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
  }
}

/** Fields that have no column of their own. */
function elseSaid(event: TownEvent): object {
  switch (event.type) {
    case "town_event":
      return event.metadata;
    case "citizen":
      return {};
    case "coalition": {
      const { coalition, name, joined, left, relative } = event;
      return { coalition, name, joined, left, relative };
    }
    case "eigenvector_drift":
      return { moved: event.moved };
    case "town_status":
      return { metrics: event.metrics, digest: event.digest };
  }
}
