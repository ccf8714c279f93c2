import type { TownState } from "../../sim/state.ts";
import { ARROW_TYPE, type TABLES } from "../../wire/contract/tables.ts";
import { CITIZENS_TABLE, citizenRows } from "../../wire/table/citizens.ts";
import { EVENTS_TABLE } from "../../wire/table/events.ts";
import { RELATIONSHIPS_TABLE, relationshipRows } from "../../wire/table/relationships.ts";
import type { Table } from "../../wire/table/table.ts";
import { arrow } from "../arrow.ts";
import { following, history } from "./events.ts";
import type { Handlers } from "./handler.ts";

/** The lists of a town as Arrow. */
export function tables(): Handlers<keyof typeof TABLES> {
  return {
    getCitizensTable: ({ state }) => ofState(state, CITIZENS_TABLE, citizenRows(state)),
    getRelationshipsTable: ({ state }) => ofState(state, RELATIONSHIPS_TABLE, relationshipRows(state)),
    async getEventsTable({ room, query, url }) {
      const { log, status } = room.town;
      const { events, next, head, first_seq } = await history(log, query);
      const { town_id, run_id } = status;
      const metadata = { seq: head, run_id, town_id, first_seq, next: next ?? "" };
      return answer(EVENTS_TABLE, events, metadata, next === null ? {} : { Link: following(url, next) });
    },
  };
}

function ofState<Row>({ seq, run_id, town_id }: TownState, table: Table<Row>, rows: Iterable<Row>): Response {
  return answer(table, rows, { seq, run_id, town_id });
}

function answer<Row>(
  table: Table<Row>,
  rows: Iterable<Row>,
  metadata: Readonly<Record<string, string | number>>,
  more: Readonly<Record<string, string>> = {},
): Response {
  const told = Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, `${value}`]));
  const headers = { "Content-Type": ARROW_TYPE, "X-Agent-Town-Seq": told["seq"], ...more };
  // At once: the town goes on during any await.
  return new Response(Buffer.concat([...arrow(table, rows, told)]), { headers });
}
