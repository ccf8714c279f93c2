import { afterEach, describe, expect, it } from "vitest";
import type { ServerOptions } from "../../../src/server/town-server.ts";
import { Listener } from "./listener.ts";
import { heardOf, logOf, NEIGHBOURS, serveTown, type Served } from "./served.ts";

let served: Served;
async function serving(options: Partial<ServerOptions> = {}): Promise<Served> {
  return (served = await serveTown(NEIGHBOURS, options));
}
afterEach(() => served.end());

const NDJSON = { accept: "application/x-ndjson" };

function head(): string {
  return `r1-${served.town.log.head}`;
}

/** The whole lines of a listener's text. */
function linesOf({ text }: Listener): string[] {
  return text.split("\n").slice(0, -1);
}

/** Of them, those of the history. */
function eventsOf(listener: Listener): string[] {
  return linesOf(listener).filter((line) => "seq" in JSON.parse(line));
}

describe("the stream as lines of JSON", () => {
  it("holds the very lines of the log, now and later, and is resumed by the same ids", async () => {
    const { live, events, town } = await serving();
    await live(20);
    const first = new Listener(`${events()}?from=1`, NDJSON);
    await first.until((listener) => eventsOf(listener).length === 20);
    first.close();
    await live(20);
    const second = new Listener(events(), { ...NDJSON, "last-event-id": "r1-20" });
    await second.until((listener) => eventsOf(listener).length === town.log.head - 20);
    await live(5);
    town.close();
    await second.until(() => false);
    expect([...eventsOf(first), ...eventsOf(second)]).toEqual((await logOf(served)).map(([, line]) => line));
    expect(JSON.parse(linesOf(second).at(-1)!)).toMatchObject({ type: "town_status", kind: "finished" });
    expect(second.complete).toBe(true);
  });

  it("begins with a snapshot for who asks for nothing else", async () => {
    const { live, events } = await serving();
    await live(5);
    const listener = new Listener(events(), NDJSON);
    await listener.until((listener) => linesOf(listener).length > 0);
    expect(JSON.parse(linesOf(listener)[0])).toMatchObject({ type: "town_snapshot", seq: 5, state: { seq: 5 } });
    listener.close();
  });
});

describe("a filtered stream", () => {
  it("tells exactly the events that were asked for, of the past and of the present", async () => {
    const { live, events, town } = await serving();
    await live(60);
    const wanted = async () =>
      (await logOf(served)).filter(([, line]) => ["greet", "solo"].includes((JSON.parse(line) as Operation).operation));
    const listener = new Listener(`${events()}?from=1&operation=greet,solo`);
    const known = await wanted();
    await listener.until(({ messages }) => heardOf(messages).length === known.length);
    await live(60);
    const all = await wanted();
    expect(all.length).toBeGreaterThan(known.length);
    await listener.until(({ messages }) => heardOf(messages).length === all.length);
    town.close();
    await listener.until(() => false);
    expect(heardOf(listener.messages)).toEqual(all);
  });

  it("begins with what comes, and says where it stands to who may have to resume", async () => {
    const { live, events } = await serving();
    await live(10);
    const listener = new Listener(`${events()}?citizen=zoe`);
    await listener.until(({ lastEventId }) => lastEventId === head());
    expect(listener.messages).toEqual([]);
    listener.close();
  });
});

type Operation = { readonly operation: string };

describe("a server that has no seat left", () => {
  it("says so and when to come back, without an error that would stop a browser; a seat that is left is free", async () => {
    const { events, server } = await serving({ limits: { clients: 2 } });
    const seated = [new Listener(events()), new Listener(events(), NDJSON)];
    for (const listener of seated) await listener.until(({ text }) => text.includes("town_snapshot"));
    const third = new Listener(events());
    await third.until(() => false);
    expect(third).toMatchObject({ status: 200, complete: true, messages: [] });
    expect(third.retry).toBeGreaterThanOrEqual(5000);
    expect(third.text).toMatch(/^: \w+ .*\w+$/m);
    const fourth = new Listener(events(), NDJSON);
    await fourth.until(() => false);
    expect(fourth).toMatchObject({ status: 200, complete: true });
    expect(JSON.parse(fourth.text)).toMatchObject({ type: "overload", retry_ms: expect.any(Number) });

    seated[0].close();
    await expect.poll(() => server.hall.get("babel").stream.watching, { timeout: 20_000 }).toBe(1);
    const fifth = new Listener(events());
    await fifth.until(({ messages }) => messages.length > 0);
    expect(fifth.messages[0].event).toBe("town.snapshot");
    for (const listener of [seated[1], fifth]) listener.close();
  });
});

describe("the end", () => {
  it("of a town is told to its viewers; who comes later sees how it ended, and who has seen that gets 204", async () => {
    const { live, events, town } = await serving();
    await live(10);
    const before = new Listener(events());
    await before.until(({ messages }) => messages.length > 0);
    town.close();
    const after = new Listener(events());
    for (const listener of [before, after]) {
      await listener.until(() => false);
      expect(listener.complete).toBe(true);
      expect(listener.messages.map(({ event }) => event)).toEqual(["town.snapshot", "town.status"]);
      expect(JSON.parse(listener.messages[1].data).kind).toBe("finished");
    }
    const again = new Listener(events(), { "last-event-id": before.lastEventId });
    await again.until(() => false);
    expect(again).toMatchObject({ status: 204, text: "" });
  });

  it("of a town that is deleted is the same, and its address is unknown then", async () => {
    const { live, events, server } = await serving();
    await live(10);
    const listener = new Listener(events());
    await listener.until(({ messages }) => messages.length > 0);
    server.hall.delete("babel");
    await listener.until(() => false);
    expect(listener.complete).toBe(true);
    expect(JSON.parse(listener.messages.at(-1)!.data).kind).toBe("finished");
    const again = new Listener(events(), { "last-event-id": listener.lastEventId });
    await again.until(() => false);
    expect(again.status).toBe(404);
  });

  it("of the server is told to every viewer with a time to come back, in good order and with all that had happened", async () => {
    const { live, events, server } = await serving();
    await live(10);
    const listeners = Array.from({ length: 60 }, (_, i) => new Listener(events(), i % 2 === 0 ? {} : NDJSON));
    for (const listener of listeners) await listener.until(({ text }) => text.includes("town_snapshot"));
    await live(10);
    await server.close();
    for (const [i, listener] of listeners.entries()) {
      await listener.until(() => false);
      expect(listener.complete).toBe(true);
      if (i % 2 === 0) {
        expect(listener.lastEventId).toBe("r1-20");
        expect(listener.text).toMatch(/\n: \w+ .*\w+\nretry: \d+\n\n$/);
      } else {
        expect(JSON.parse(eventsOf(listener).at(-1)!).seq).toBe(20);
        expect(JSON.parse(linesOf(listener).at(-1)!)).toMatchObject({ type: "goodbye", retry_ms: expect.any(Number) });
      }
    }
  });
});
