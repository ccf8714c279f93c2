import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Announcement, CitizenEvent, OperationEvent } from "../../src/sim/event.ts";
import {
  announcementFrame,
  eventFrame,
  eventFrameFromJson,
  formatEventId,
  isAnnouncement,
  messageLine,
  parseEventId,
  readFrame,
  resetFrame,
} from "../../src/wire/frames.ts";
import { SseDecoder } from "../../src/wire/sse.ts";

const greeting: OperationEvent = {
  type: "town_event",
  town_id: "smallville",
  phase: "MORNING",
  operation: "greet",
  participants: ["Alice", "Bob"],
  success: true,
  message: "Alice greeted Bob.",
  tokens_used: 200,
  drama_contribution: 0.1,
  timestamp: "2025-12-14T06:40:00Z",
  seq: 12,
  run_id: "0af3-b",
  day: 1,
  participant_ids: ["alice", "bob"],
  effects: [],
  caused_by: [],
  metadata: {},
};

const decode = (stream: string) => new SseDecoder().push(stream);

describe("frames", () => {
  it("name an event coarsely and carry its place as id", () => {
    expect(eventFrame(greeting)).toBe(`event: town.event\nid: 0af3-b-12\ndata: ${JSON.stringify(greeting)}\n\n`);
  });

  it("are the same for an event that is serialised already", () => {
    const woke: CitizenEvent = {
      type: "citizen",
      town_id: "t",
      run_id: "r",
      seq: 3,
      day: 2,
      phase: "MORNING",
      timestamp: "",
      kind: "woke",
      citizens: ["bob"],
      effects: [],
    };
    expect(eventFrameFromJson("citizen", "r", 3, JSON.stringify(woke))).toBe(eventFrame(woke));
  });

  it("are read as what they were, whatever people are called", () => {
    const names = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "</script><script>alert(1)</script>",
        'O"Brien',
        "a\r\n\r\ndata: b",
        "שרה",
        "\u202Eevil",
        "👩‍🚀",
        "\u2028",
        "\uD800",
      ),
    );
    fc.assert(
      fc.property(names, (name) => {
        const event = { ...greeting, participants: [name], message: name };
        const [message, ...more] = decode(eventFrame(event));
        expect(more).toEqual([]);
        expect(readFrame(message)).toEqual(event);
      }),
    );
  });

  it("tell announcements from events: they have no seq and no id", () => {
    const paused: Announcement = {
      type: "town_status",
      town_id: "t",
      run_id: "r",
      after: 9,
      kind: "paused",
      speed: 1,
      degraded: null,
    };
    const [message] = decode(announcementFrame(paused));
    expect(message).toEqual({ event: "town.status", id: "", data: JSON.stringify(paused) });
    expect(isAnnouncement(readFrame(message)!)).toBe(true);
    expect(isAnnouncement(greeting)).toBe(false);
  });

  it("say why a stream begins anew", () => {
    expect(readFrame(decode(resetFrame("the log begins at 40", 40))[0])).toEqual({
      type: "town_reset",
      reason: "the log begins at 40",
      first_seq: 40,
    });
  });

  it("are lines of the same JSON for those who read lines, whatever they hold", () => {
    const hostile = { ...greeting, message: 'a\r\n\r\ndata: "b"\u2028\uD800' };
    const line = messageLine(hostile);
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual(hostile);
    expect(messageLine({ type: "heartbeat", id: "r1-5" })).toBe('{"type":"heartbeat","id":"r1-5"}\n');
  });

  it("of a kind that we do not know are nothing to us", () => {
    expect(readFrame({ event: "message", data: "hello", id: "" })).toBeUndefined();
    expect(readFrame({ event: "town.weather", data: "{}", id: "" })).toBeUndefined();
  });

  it("that are not what their name announces are refused", () => {
    expect(() => readFrame({ event: "town.event", data: "<html>", id: "" })).toThrow(
      /data of a frame must be JSON, got <html>/,
    );
    expect(() => readFrame({ event: "town.event", data: "null", id: "" })).toThrow(
      /a town.event frame must hold .* got null/,
    );
    expect(() => readFrame({ event: "town.event", data: '{"type":"town_snapshot"}', id: "" })).toThrow(/its type/);
    expect(() => readFrame({ event: "town.event", data: '{"type":"toString"}', id: "" })).toThrow(/its type/);
  });
});

describe("ids", () => {
  it("are read as they were written, also when the run's id holds hyphens", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,20}[A-Za-z0-9_]$/), fc.maxSafeNat(), (runId, seq) => {
        expect(parseEventId(formatEventId(runId, seq))).toEqual({ runId, seq });
      }),
    );
  });

  it.each([
    "",
    "abc",
    "-5",
    "run-",
    "run--1x",
    "run--1",
    "run 1-1",
    `${"r".repeat(65)}-1`,
    "run-1.5",
    "run-007",
    "run-9007199254740993",
    "run-1\n",
  ])("are not %j", (text) => {
    expect(parseEventId(text)).toBeUndefined();
  });
});
