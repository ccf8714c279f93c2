import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { negotiate } from "../../../src/server/rest/accept.ts";
import { streamWish } from "../../../src/server/rest/stream-wish.ts";

describe("what an Accept header likes best", () => {
  const TYPES = ["text/event-stream", "application/json"] as const;

  it.each([
    [undefined, "text/event-stream"],
    ["", "text/event-stream"],
    ["*/*", "text/event-stream"],
    ["application/json", "application/json"],
    ["APPLICATION/JSON; charset=utf-8", "application/json"],
    ["application/*, text/plain", "application/json"],
    ["text/event-stream;q=0.5, application/json", "application/json"],
    ["application/json;q=0.5, */*;q=0.4", "application/json"],
    ["text/event-stream;q=0, */*", "application/json"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text/event-stream"],
  ])("%s: %s", (accept, type) => {
    expect(negotiate(accept, TYPES)).toBe(type);
  });

  it.each(["image/png", "application/json;q=0", "application/json;q=2", "nonsense", ","])("%s: nothing", (accept) => {
    expect(() => negotiate(accept, TYPES)).toThrow("this comes as text/event-stream or application/json");
  });
});

describe("what a request for events wants", () => {
  const wish = (query: string, headers: Record<string, string> = {}) =>
    streamWish({ url: `/v1/town/a/events${query}`, headers } as Partial<IncomingMessage> as IncomingMessage);

  it("is a stream from now on, unless it says otherwise", () => {
    expect(wish("")).toEqual({ format: "sse", lastEventId: undefined, from: undefined, filter: undefined });
    expect(wish("?access_token=x", { accept: "application/x-ndjson" }).format).toBe("ndjson");
    expect(wish("?after=7", { accept: "application/json" })).toEqual({ format: "page" });
  });

  it("is a place by the header, or else by the query, whatever it says", () => {
    expect(wish("?last_event_id=r1-1", { "last-event-id": "r1-2" })).toMatchObject({ lastEventId: "r1-2" });
    expect(wish("?last_event_id=r1-1")).toMatchObject({ lastEventId: "r1-1" });
    expect(wish("?last_event_id=%00%0d%0a")).toMatchObject({ lastEventId: "\0\r\n" });
  });

  it("is a beginning: from an event, or after one", () => {
    expect(wish("?from=3")).toMatchObject({ from: 3 });
    expect(wish("?after=3")).toMatchObject({ from: 4 });
    expect(wish("?from=0")).toMatchObject({ from: 0 });
    expect(() => wish("?from=-1")).toThrow('from must be a whole number from 0, got "-1"');
  });

  it("has one beginning and no limit: what can't be meant is refused by name", () => {
    expect(() => wish("?from=5&after=7")).toThrow("from and after both say where to begin; give one, got 5 and 7");
    expect(() => wish("?limit=3")).toThrow('limit is of pages (application/json); a stream takes none, got "3"');
    expect(() => wish("?limit=0")).toThrow('limit must be a whole number from 1 to 1000, got "0"');
    expect(wish("?limit=3", { accept: "application/json" })).toEqual({ format: "page" });
    // A browser that comes back asks for the same address, and says where it was.
    expect(wish("?from=5", { "last-event-id": "r1-7" })).toMatchObject({ lastEventId: "r1-7", from: 5 });
  });

  it("is a part of the events", () => {
    expect(wish("?citizen=alice,bob&type=town_event")).toMatchObject({
      filter: { citizens: ["alice", "bob"], types: ["town_event"] },
    });
  });
});
