import type { MsgHdrs, Msg, NatsConnection } from "@nats-io/nats-core";
import { describe, expect, it } from "vitest";
import { Appender } from "../../../src/stream/nats/appender.ts";
import { HeldClock } from "../held-clock.ts";
import { events } from "./kept-town.ts";

/**
 * A server that takes 5 ms for a message or for an atomic batch, as one that writes each through to a slow disk, and handles all that
 * it has read before it confirms any of it.
 */
function slowServer(clock: HeldClock) {
  let unread: { readonly head: string; readonly reply: string | undefined }[] = [];
  let callback: (error: null, message: Msg) => void;
  let stored = 0;
  let batches = 0;
  let most = 0;
  let names = 0;
  let busy = false;
  const serve = async () => {
    busy = true;
    await clock.sleep(0);
    while (unread.length > 0) {
      const read = unread;
      unread = [];
      most = Math.max(most, read.filter(({ reply }) => reply).length);
      names += read.filter(({ head }) => head.includes("Nats-Expected-Last-Msg-Id")).length;
      const writes = read.filter(({ head }) => !head.includes("Nats-Batch-Id") || head.includes("Nats-Batch-Commit"));
      await clock.sleep(5 * writes.length);
      for (const { head, reply } of read) {
        stored++;
        batches += Number(head.includes("Nats-Batch-Commit"));
        if (reply) callback(null, { data: Buffer.from(JSON.stringify({ seq: stored })) } as unknown as Msg);
      }
    }
    busy = false;
  };
  const connection = {
    subscribe: (_: string, options: { callback: typeof callback }) => {
      ({ callback } = options);
      return { unsubscribe: () => {} };
    },
    publish: (_: string, __: Uint8Array, { headers, reply }: { headers: MsgHdrs; reply?: string }) => {
      unread.push({ head: (headers as unknown as { encode(): Buffer }).encode().toString(), reply });
      if (!busy) void serve();
    },
  } as unknown as NatsConnection;
  return { connection, seen: () => ({ batches, most, names }) };
}

/**
 * Appends 1,000 events as they find room. @returns how many were confirmed after so many milliseconds, and the doubt if there was one;
 * how many batches there were, how many answers at most were asked for at a time, and how many messages named the one before
 */
async function append({ atomic = false, alone = false }, ms: number) {
  const clock = new HeldClock();
  const { connection, seen } = slowServer(clock);
  let reached = 0;
  const confirmed = (seq: number) => (reached = seq);
  const appender = new Appender(connection, { seq: 0, last: 0, short: 0 }, { clock, atomic, alone, confirmed });
  let doubt: Error | undefined;
  appender.doubt.catch((error: Error) => (doubt = error));
  void (async () => {
    for (const event of events(1000)) {
      appender.append(event, event.seq === 1000);
      if (appender.full) await appender.room();
    }
  })();
  await clock.advance(ms);
  appender.close();
  return { reached, doubt, ...seen() };
}

describe("an appender", () => {
  it("does not take a server for one that hangs because it writes slowly", async () => {
    expect(await append({}, 6000)).toMatchObject({ reached: 1000, doubt: undefined, batches: 0, names: 999 });
  });

  it("gives a server that writes slowly atomic batches, where it takes them", async () => {
    const { reached, doubt, batches } = await append({ atomic: true }, 1000);
    expect({ reached, doubt }).toEqual({ reached: 1000, doubt: undefined });
    expect(batches).toBeGreaterThan(0);
  });

  it("names no id where a server would break on it: one batch is under way at a time, or one message", async () => {
    const once = { reached: 1000, doubt: undefined, most: 1, names: 0 };
    const { batches, ...seen } = await append({ atomic: true, alone: true }, 1000);
    expect(seen).toEqual(once);
    expect(batches).toBeGreaterThan(0);
    expect(await append({ alone: true }, 6000)).toEqual({ ...once, batches: 0 });
  });
});
