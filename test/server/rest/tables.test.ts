import { tableFromIPC, type Table } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TownEvent } from "../../../src/sim/event.ts";
import { TRAITS } from "../../../src/sim/eigenvector.ts";
import type { CitizensView } from "../../../src/wire/view/citizens.ts";
import type { RelationshipsView } from "../../../src/wire/view/relationships.ts";
import { openTown } from "../open-town.ts";

/** The same questions twice, for Arrow and for JSON: the answers are held against each other. */

let served: Awaited<ReturnType<typeof openTown>>;
beforeAll(async () => {
  served = await openTown();
  for (let day = 0; day < 5; day++) await served.town.flux.step("day");
});
afterAll(() => served.end());

const ask = (path: string) => fetch(`${served.url}/v1/town/smallville/${path}`);
const json = async <T>(path: string) => (await (await ask(path)).json()) as T;

async function arrow(path: string) {
  const response = await ask(path);
  expect(response.headers.get("content-type")).toBe("application/vnd.apache.arrow.stream");
  const table = tableFromIPC(await response.arrayBuffer());
  expect(response.headers.get("x-agent-town-seq")).toBe(table.schema.metadata.get("seq"));
  return { response, table, metadata: Object.fromEntries(table.schema.metadata), rows: rowsOf(table) };
}

/** As JSON has them: integers as numbers, lists as arrays. */
function rowsOf(table: Table): Record<string, unknown>[] {
  return table.toArray().map((row) => JSON.parse(JSON.stringify(row, (_, value: unknown) => plain(value))) as never);
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

describe("tables as Arrow", () => {
  it.each(["", "?at=40"])("citizens%s are those of the list in JSON", async (moment) => {
    const { metadata, rows } = await arrow(`citizens.arrow${moment}`);
    const list = await json<CitizensView<4>>(`citizens?lod=4&limit=1000${moment.replace("?", "&")}`);
    const { run_id } = served.town.status;
    expect(metadata).toEqual({ seq: `${list.seq}`, run_id, town_id: "smallville" });
    expect(rows).toEqual(
      list.citizens.map(({ id, name, archetype, region, activity, mood, eigenvector, coalitions, ...rest }) => ({
        id,
        name,
        archetype,
        region: region.id,
        activity,
        mood,
        ...eigenvector,
        drift: rest.drift,
        surplus: rest.surplus,
        tokens: rest.tokens,
        coalitions: coalitions.map(({ id }) => id),
        bridge: coalitions.length > 1,
      })),
    );
    expect(Object.keys(rows[0])).toEqual(expect.arrayContaining([...TRAITS]));
  });

  it.each(["", "?at=40"])("relationships%s are those of the list in JSON", async (moment) => {
    const { rows } = await arrow(`relationships.arrow${moment}`);
    const list = await json<RelationshipsView>(`relationships?limit=1000${moment.replace("?", "&")}`);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual(list.relationships);
  });

  it("events are those of the history in JSON, page by page, whatever their type", async () => {
    const { town } = served;
    const events: Record<string, unknown>[] = [];
    let path: string | null = "events.arrow?limit=150";
    while (path !== null) {
      const { response, rows, metadata } = await arrow(path);
      events.push(...rows);
      const next = /events\.arrow\?[^>]+/.exec(response.headers.get("link") ?? "")?.[0] ?? null;
      expect(metadata["next"]).toBe(next === null ? "" : `${rows.at(-1)!["seq"] as number}`);
      expect(metadata).toMatchObject({ seq: `${town.log.head}`, first_seq: "1" });
      path = next;
    }
    const { events: told } = await json<{ events: TownEvent[] }>("history?limit=1000");
    expect(events).toHaveLength(town.log.head);
    expect(new Set(events.map(({ type }) => type)).size).toBe(5);
    for (const [i, event] of told.entries()) {
      const { seq, day, phase, timestamp, type, effects } = event;
      const row = events[i];
      expect(row).toMatchObject({ seq, day, phase, type });
      expect(new Date(row["timestamp"] as number).toISOString().replace(".000Z", "Z")).toBe(timestamp);
      expect(JSON.parse(row["effects"] as string)).toEqual(effects);
      const metadata = JSON.parse(row["metadata"] as string) as object;
      if (event.type === "town_event") {
        const { operation, success, message, tokens_used, drama_contribution, caused_by } = event;
        expect(row).toMatchObject({ operation, success, message, tokens_used, drama_contribution, caused_by });
        expect(row["participants"]).toEqual(event.participant_ids);
        expect(metadata).toEqual(event.metadata);
      } else {
        // Whatever has no column of its own is there too: nothing of an event is lost.
        expect(event).toMatchObject(metadata);
        expect(row).toMatchObject({ success: null, tokens_used: null, drama_contribution: null });
        if ("kind" in event) expect(row["operation"]).toBe(event.kind);
      }
    }
  });

  it("events can be filtered as in JSON, and a page of none is a table all the same", async () => {
    const { rows } = await arrow("events.arrow?type=coalition&limit=1000");
    const { events } = await json<{ events: TownEvent[] }>("history?type=coalition&limit=1000");
    expect(rows.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
    const none = await arrow("events.arrow?operation=nothing");
    expect([none.rows, none.table.schema.fields.length]).toEqual([[], 14]);
  });

  it("a large table comes in several batches", async () => {
    const { arrow: write } = await import("../../../src/server/arrow.ts");
    const { RELATIONSHIPS_TABLE } = await import("../../../src/wire/table/relationships.ts");
    const rows = Array.from({ length: 25_000 }, (_, i) => ({ from: `a${i}`, to: "b", weight: i / 25_000 }));
    const table = tableFromIPC(Buffer.concat([...write(RELATIONSHIPS_TABLE, rows)]));
    expect([table.batches.length, table.numRows]).toEqual([3, 25_000]);
    expect(rowsOf(table)).toEqual(rows);
  });
});
