import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apply } from "../../../src/sim/apply.ts";
import { digest } from "../../../src/sim/digest.ts";
import { restore } from "../../../src/sim/snapshot.ts";
import type { TownState } from "../../../src/sim/state.ts";
import { readFrame } from "../../../src/wire/frames.ts";
import type { SseMessage } from "../../../src/wire/sse.ts";
import { CutLine } from "./cut-line.ts";
import { Listener } from "./listener.ts";
import { heardOf, logOf, NEIGHBOURS, serveTown, type Served } from "./served.ts";

let served: Served;
let line: CutLine;
beforeEach(open);
afterEach(close);

async function open(): Promise<void> {
  served = await serveTown(NEIGHBOURS);
  line = await CutLine.to(served.server.url);
}

async function close(): Promise<void> {
  await line.close();
  await served.end();
}

/** Listens over the line, which is cut after so many bytes of the answer. */
function listen(cutAfter: number, query = "", lastEventId = ""): Listener {
  return new Listener(served.events(line.url) + query, { ...resuming(lastEventId), "x-cut-after": String(cutAfter) });
}

function resuming(lastEventId: string): Record<string, string> {
  return lastEventId ? { "last-event-id": lastEventId } : {};
}

function head(): string {
  return `r1-${served.town.log.head}`;
}

/** What someone hears who listens to the head, and asks again where a connection broke. */
async function toTheHead(
  first: Listener,
  again = (lastEventId: string) => new Listener(served.events(), resuming(lastEventId)),
): Promise<SseMessage[]> {
  const heard: SseMessage[] = [];
  let lastEventId = "";
  for (let listener = first; ; listener = again(lastEventId)) {
    await listener.until(() => listener.lastEventId === head());
    listener.close();
    heard.push(...listener.messages);
    lastEventId = listener.lastEventId || lastEventId;
    if (lastEventId === head()) return heard;
  }
}

/** Folds as an observer does, from the last snapshot on: every event must be the next one. */
function fold(heard: readonly SseMessage[]): TownState {
  const begin = heard.findLastIndex(({ event }) => event === "town.snapshot");
  const first = readFrame(heard[begin])!;
  if (first.type !== "town_snapshot") throw new Error("it must begin with a snapshot");
  const state = restore(first.state);
  for (const message of heard.slice(begin + 1)) {
    const event = readFrame(message)!;
    if (!("seq" in event) || event.type === "town_snapshot") continue;
    expect(event.seq).toBe(state.seq + 1);
    apply(state, event);
  }
  return state;
}

/** Cuts connections after 0, 1, 2 ... bytes, many at a time, until one hears all before it is cut. */
async function cutEverywhere(query: string, each: (listeners: readonly Listener[]) => Promise<void>): Promise<void> {
  for (let from = 0; ; from += LANES) {
    const listeners = Array.from({ length: LANES }, (_, i) => listen(from + i, query));
    await each(listeners);
    if (listeners.every(({ lastEventId }) => lastEventId === head())) return;
  }
}

const LANES = 128;

describe("a connection that is cut after any number of bytes and resumed", () => {
  it("tells the past without loss and without doubles", { timeout: 180_000 }, async () => {
    await served.live(6);
    const log = await logOf(served);
    const fromTheStart = (lastEventId: string) => new Listener(`${served.events()}?from=1`, resuming(lastEventId));
    await cutEverywhere("?from=1", async (listeners) => {
      const heard = await Promise.all(listeners.map((listener) => toTheHead(listener, fromTheStart)));
      for (const messages of heard) expect(heardOf(messages)).toEqual(log);
    });
  });

  it("tells a snapshot and what happens after it without loss and without doubles", { timeout: 180_000 }, async () => {
    await cutEverywhere("", async (listeners) => {
      await Promise.all(listeners.map((listener) => listener.until(({ messages }) => messages.length > 0)));
      await served.live(3);
      const heard = await Promise.all(listeners.map((listener) => toTheHead(listener)));
      const now = digest(served.town.state);
      for (const messages of heard) expect(digest(fold(messages))).toBe(now);
      // The next ones hear the same stretch: of a town that has not lived longer.
      if (listeners.every(({ lastEventId }) => lastEventId === head())) return;
      await close();
      await open();
    });
  });

  it("again and again, goes on each time exactly where it broke", async () => {
    await served.live(200);
    const log = await logOf(served);
    await fc.assert(
      // Longer than the answer's head and any one event, so that every connection brings the listener on.
      fc.asyncProperty(fc.integer({ min: 4000, max: 12_000 }), async (cutAfter) => {
        const again = (lastEventId: string) => listen(cutAfter, "?from=1", lastEventId);
        expect(heardOf(await toTheHead(again(""), again))).toEqual(log);
      }),
      { numRuns: 25 },
    );
  });
});
