import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { startServer, type TownServer } from "../../../src/server/town-server.ts";
import { ExternalTown } from "../../../src/stream/external-town.ts";
import type { LiveTown } from "../../../src/stream/live-town.ts";
import { HeldClock } from "../../stream/held-clock.ts";
import { passing, smallTown } from "../open-town.ts";
import { exchange, OPERATIONS, type Asked } from "./exchange.ts";
import { almost, valueOf } from "./from-schema.ts";

let server: TownServer;
let town: LiveTown;
let clock: HeldClock;

beforeAll(async () => {
  // Time passes: a town that is told to run as fast as it can yields by the clock.
  clock = new HeldClock(1);
  town = smallTown(clock);
  const abroad = ExternalTown.found(smallConfig(7, 3, "abroad"), { runId: "x1" });
  const limits = { towns: 5, citizens: 50, commandBytes: 2000, bodyBytes: 4000, lines: 20, perturbations: 1000 };
  server = await startServer({ towns: [town, abroad], port: 0, clock, random: () => 0.5, limits });
  await town.flux.step("day");
});

afterAll(() => passing(clock, server.close()));

/** Nearly always the first: what is broken everywhere is refused at the door. */
function mostly<A, B>(usual: fc.Arbitrary<A>, other: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  return fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: other });
}

const IDS = ["smallville", "smallville", "abroad", "smallville-2", "atlantis"];
/** What a header can carry. */
const line = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)) });

const anyRequest = fc.constantFrom(...OPERATIONS.keys()).chain((id) => {
  const { operation } = OPERATIONS.get(id)!;
  const fields = operation.parameters.filter((parameter) => parameter.in === "query");
  const query = fc.tuple(
    fc.record(Object.fromEntries(fields.map(({ name, schema }) => [name, mostly(valueOf(schema), fc.string())])), {
      requiredKeys: [],
    }),
    mostly(fc.constant(undefined), fc.tuple(fc.string(), fc.string())),
  );
  const params = fc.record({
    // Towns that others are to find are not ended.
    id: mostly(fc.constantFrom(...(id === "deleteTown" ? IDS.slice(3) : IDS)), fc.string({ minLength: 1 })),
    citizen: mostly(fc.constantFrom("alice", "bob", "nobody"), fc.string({ minLength: 1 })),
    coalition: mostly(fc.constantFrom("c1", "c2"), fc.string({ minLength: 1 })),
  });
  const headers = fc.record(
    {
      accept: fc.oneof(
        fc.constantFrom("application/json", "*/*", "text/html;q=0.5, application/x-ndjson", "a/b"),
        line,
      ),
      "if-none-match": fc.oneof(fc.constantFrom("*", '"r1-1"', 'W/"r1-2"'), line),
      "last-event-id": fc.oneof(fc.constantFrom("r1-1", "r1-99999", "-", "r1--1"), line),
      authorization: line,
    },
    { requiredKeys: [] },
  );
  return fc.record({ id: fc.constant(id), params, query, headers, sent: bodyFor(id) });
});

function bodyFor(id: string): fc.Arbitrary<{ readonly type?: string; readonly body?: string }> {
  const content = OPERATIONS.get(id)!.operation.requestBody?.content;
  if (!content) return fc.constant({});
  const kinds = Object.entries(content).map(([type, { schema }]) => {
    const written =
      type === "application/x-ndjson"
        ? fc
            .array(almost(schema), { maxLength: 4 })
            .map((values) => values.map((value) => JSON.stringify(value)).join("\n"))
        : almost(schema).map((value) => JSON.stringify(value));
    const body = mostly(written, fc.string({ unit: "binary", maxLength: 3000 }));
    return body.map((body) => ({ type, body }));
  });
  return mostly(fc.oneof(...kinds), fc.record({ type: line, body: fc.string() }));
}

it("whatever is asked, the answer is one that the document tells of, and never a fault of the server's", async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ id, params, query: [known, extra], headers, sent }) => {
      const pairs = [...Object.entries(known), ...(extra ? [extra] : [])] as [string, unknown][];
      const query = new URLSearchParams(
        pairs.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
      );
      const asked: Asked = {
        params,
        query: query.toString(),
        headers: { ...headers, ...(sent.type === undefined ? {} : { "content-type": sent.type }) },
        ...(sent.body === undefined ? {} : { body: sent.body }),
        ...(id === "streamEvents" ? { head: true } : {}),
      };
      const { status } = await exchange(server.url, id, asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status).toBeLessThan(500);
      town.flux.pause();
    }),
    { numRuns: 300 },
  );
  // The requests are not all refused at the door.
  for (const status of [200, 400, 404]) expect(statuses.get(status), `${status}`).toBeGreaterThan(25);
});
