import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishLines } from "../../src/server/publish.ts";
import { TownError } from "../../src/sim/error.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { ExternalTown } from "../../src/stream/external-town.ts";

const config = parseConfig({
  town_id: "harbour",
  regions: [{ id: "quay" }],
  citizens: [{ id: "ada" }, { id: "bob" }, { id: "cyd" }].map((who) => ({ ...who, region: "quay" })),
});
const greets = '{"operation":"greet","participant_ids":["ada","bob"],"effects":[]}';
const relates = (delta: string) =>
  `{"operation":"greet","participant_ids":["ada"],"effects":[{"kind":"relationship","from":"ada","to":"bob","delta":${delta}}]}`;
const says = (message: string) => `{"operation":"speak","participant_ids":["ada"],"effects":[],"message":${message}}`;

function harbour(): ExternalTown {
  return ExternalTown.found(config, { runId: "r1" });
}

function publish(town: ExternalTown, text: string | Uint8Array, after?: number) {
  const body = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return publishLines(town, body, { after, maxLines: 100 });
}

/** What is refused, with which code; nothing may have happened. */
function refusal(text: string | Uint8Array): { readonly code: string; readonly message: string } {
  const town = harbour();
  try {
    publish(town, text);
  } catch (error) {
    expect(town.status.seq).toBe(0);
    expect(publish(town, greets)).toEqual({ first: 1, last: 1 });
    if (error instanceof TownError) return error;
    throw error;
  }
  throw new Error(`this was taken: ${String(text)}`);
}

function heard(town: ExternalTown): TownEvent[] {
  const events: TownEvent[] = [];
  town.listen({ event: (event) => events.push(event), announcement: () => {} });
  return events;
}

describe("lines of events", () => {
  it("are taken whatever ends them, and empty ones don't count", () => {
    const town = harbour();
    expect(publish(town, `${greets}\n${greets}\n`)).toEqual({ first: 1, last: 2 });
    expect(publish(town, `\uFEFF${greets}\r\n\r\n  \n${greets}`)).toEqual({ first: 3, last: 4 });
    expect(publish(town, "\n\n")).toEqual({ first: 5, last: 4 });
    expect(publish(town, "")).toEqual({ first: 5, last: 4 });
  });

  it("are refused by their number, with the field, the value and the rule", () => {
    expect(refusal(`${greets}\n\n${relates('"x"')}\n`)).toMatchObject({
      code: "invalid_event",
      message:
        'line 3: effects[0].delta must be a number from -1000000 to 1000000, got "x"; nothing of this batch was taken',
    });
  });

  it.each<[string, string]>([
    ["[1,2]", "line 1: an event must be a JSON object, got [1,2]"],
    ["hello", "line 1: an event must be one line of JSON: "],
    [`${greets} ${greets}`, "line 1: an event must be one line of JSON: "],
    [relates("NaN"), "line 1: an event must be one line of JSON: "],
    [relates("1e400"), "line 1: effects[0].delta must be a number from -1000000 to 1000000"],
    [relates("null"), "line 1: effects[0].delta must be a number from -1000000 to 1000000, got null"],
    ['{"type":"earthquake"}', "line 1: type must be town_event, town_status, coalition, eigenvector_drift or citizen"],
    [
      '{"operation":"greet","participant_ids":[]}',
      "line 1: effects must be a list of at most 1000 effects, got nothing",
    ],
    ['{"operation":"1","participant_ids":[],"effects":[]}', "line 1: operation must be an id (a small letter, then"],
    [
      '{"operation":"greet","participant_ids":["ada","ada"],"effects":[]}',
      "line 1: participant_ids must be a list that names each citizen once",
    ],
    [
      '{"operation":"greet","participant_ids":["eve"],"effects":[]}',
      'line 1: participant_ids[0] must be the id of a citizen of this town, got "eve"',
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[{"kind":"clock","day":2,"phase":"NIGHT"}]}',
      "line 1: effects[0].kind must be activity, region, relationship, fade, eigenvector, surplus, memory, coalition or token_spend (a phase begins by a town_status event)",
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[{"kind":"relationship","from":"ada","delta":1}]}',
      "line 1: effects[0] must be either from and to or among",
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[{"kind":"relationship","from":"ada","to":"ada","delta":1}]}',
      "line 1: effects[0] (relationship): from and to must be two citizens",
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[],"mood":"good"}',
      'line 1: unknown field "mood" in an event; expected type,',
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[],"__proto__":{"seq":7}}',
      'line 1: unknown field "__proto__" in an event',
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[],"timestamp":"yesterday"}',
      "line 1: timestamp must be a moment like 2025-12-03T06:00:00Z",
    ],
    [
      '{"operation":"greet","participant_ids":[],"effects":[],"timestamp":"9999-12-31T23:59:59-12:00"}',
      "line 1: timestamp must be a moment like 2025-12-03T06:00:00Z",
    ],
    [says(`"${"x".repeat(2001)}"`), "line 1: message must be text of at most 2000 characters"],
    [
      '{"type":"town_status","kind":"phase_change","day":1.5,"phase":"NIGHT"}',
      "line 1: day must be a whole number from 1 to 1000000, got 1.5",
    ],
    [
      `{"operation":"greet","participant_ids":[],"effects":[],"metadata":{"a":${"[".repeat(40)}${"]".repeat(40)}}}`,
      "line 1: an event must not be nested deeper than 32 levels",
    ],
    ["[".repeat(200_000) + "]".repeat(200_000), "line 1: an event must not be nested deeper than 32 levels"],
  ])("refuse %s", (line, why) => {
    const { code, message } = refusal(line);
    expect(message).toContain(why);
    expect(message).toMatch(/; nothing of this batch was taken$/);
    expect(code).toBe("invalid_event");
  });

  it("refuse what is no UTF-8, by its line", () => {
    const bytes = new TextEncoder().encode(`${greets}\n${says('"?"')}\n`);
    bytes[bytes.lastIndexOf("?".charCodeAt(0))] = 0xff;
    expect(refusal(bytes).message).toContain("line 2: an event must be UTF-8");
  });

  it("refuse more events than a batch may have, and say where it ends", () => {
    expect(refusal(`\n${greets}`.repeat(101))).toMatchObject({
      code: "too_large",
      message:
        "line 102: a batch may have at most 100 events; publish the others after it; nothing of this batch was taken",
    });
  });

  it("refuse what is too much for one batch, and say where it ends", () => {
    const citizens = Array.from({ length: 1000 }, (_, i) => ({ id: `c${i}`, region: "quay" }));
    const town = ExternalTown.found(parseConfig({ town_id: "crowd", regions: [{ id: "quay" }], citizens }));
    const ids = JSON.stringify(citizens.map(({ id }) => id));
    publish(town, `{"type":"coalition","kind":"formed","coalition":"north","members":${ids}}`);
    const grown = '{"type":"coalition","kind":"grown","coalition":"north"}\n';
    const many = new TextEncoder().encode(grown.repeat(1000));
    expect(() => publishLines(town, many, { maxLines: 1000 })).toThrow(
      /^line \d+: the events before this one are as much as one batch may be; publish them first; nothing of this batch/,
    );
    expect(town.status.seq).toBe(1);
  });

  it("tell of the head when somebody else was first, and blame no line for it", () => {
    const town = harbour();
    publish(town, greets, 0);
    expect(() => publish(town, greets, 0)).toThrow(/^after must be the newest event of harbour, 1, got 0/);
    town.close();
    expect(() => publish(town, greets)).toThrow(/^harbour is finished/);
  });

  it.each([
    '"</script><script>alert(1)</script>"',
    '"line\\r\\nfeed\\u0000nul\\u2028"',
    '"\\ud800 half a pair"',
    '"\u202Eעברית and العربية 🎭🏳️‍🌈"',
    '"\\"quotes\\" \\\\ \'single\'"',
  ])("carry text as it is: %s", (message) => {
    const town = harbour();
    const events = heard(town);
    publish(town, says(message));
    expect(events[0]).toMatchObject({ message: JSON.parse(message) });
    expect(JSON.parse(JSON.stringify(events[0]))).toEqual(events[0]);
  });

  it("count the last of two equal keys, and let no key reach a prototype", () => {
    const town = harbour();
    const events = heard(town);
    publish(
      town,
      '{"operation":"a","operation":"b","participant_ids":[],"effects":[],"metadata":{"__proto__":{"x":1},"constructor":{"y":2}}}',
    );
    expect(events[0]).toMatchObject({ operation: "b", metadata: { constructor: { y: 2 } } });
    expect(({} as { x?: number }).x).toBeUndefined();
    expect(JSON.parse(JSON.stringify(events[0]))).toEqual(events[0]);
  });

  it("are put on the lattice, where no zero has a sign", () => {
    const town = harbour();
    const events = heard(town);
    publish(town, `${relates("0.12345678")}\n${relates("-0")}\n${relates("-1e-9")}`);
    const deltas = events.map(({ effects: [effect] }) => ("delta" in effect ? effect.delta : undefined));
    expect(deltas).toEqual([0.123457, 0, 0]);
    expect(deltas.map((delta) => Object.is(delta, -0))).toEqual([false, false, false]);
  });

  it("normalise moments to seconds of UTC", () => {
    const town = harbour();
    const events = heard(town);
    publish(town, greets.replace("}", ',"timestamp":"2025-12-03T10:00:00.75+02:00"}'));
    expect(events[0].timestamp).toBe("2025-12-03T08:00:00Z");
  });

  it("whatever they hold, happen all or not at all, and never break the town", () => {
    const words = "type operation participant_ids effects kind citizens deltas delta from among to change __proto__";
    const more =
      "day phase coalition members seq timestamp metadata moved ada bob town_event relationship set MORNING quay";
    const key = fc.constantFrom(...`${words} ${more}`.split(" "));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        key,
        fc.oneof(fc.double(), fc.integer({ min: -2, max: 8 })),
        fc.constantFrom(null, true, false),
        fc.string({ unit: "binary" }),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    const event = fc.record(
      {
        type: fc.constantFrom("town_event", "town_status", "coalition", "eigenvector_drift", "citizen"),
        operation: fc.constant("greet"),
        participant_ids: value,
        effects: fc.array(value, { maxLength: 2 }),
        kind: fc.constantFrom("phase_change", "formed", "rested"),
        citizens: value,
        coalition: fc.constant("north"),
        members: fc.constant(["ada"]),
        day: fc.constantFrom(1, 2),
        phase: value,
        metadata: value,
        message: value,
      },
      { requiredKeys: [] },
    );
    const line = fc.oneof(
      { weight: 4, arbitrary: event.map((one) => JSON.stringify(one)) },
      { weight: 1, arbitrary: value.map((one) => JSON.stringify(one)) },
      { weight: 1, arbitrary: fc.string() },
      { weight: 2, arbitrary: fc.constant(greets) },
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const town = harbour();
        const events = heard(town);
        try {
          const { first, last } = publish(town, lines.join("\n"));
          expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
          expect(JSON.parse(JSON.stringify(events))).toEqual(events);
        } catch (error) {
          if (!(error instanceof TownError)) throw error;
          expect(error.code).toBe("invalid_event");
          expect(error.message).toMatch(/^line \d+: [^]+; nothing of this batch was taken$/);
          expect(events).toEqual([]);
        }
        expect(publish(town, greets).last).toBe(events.length);
      }),
      { numRuns: 1500 },
    );
  });
});
