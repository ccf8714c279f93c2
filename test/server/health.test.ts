import { describe, expect, it } from "vitest";
import { health, Readiness } from "../../src/server/health.ts";
import { TownError } from "../../src/sim/error.ts";
import { openTown, SseReader } from "./open-town.ts";

describe("readiness", () => {
  it("is refused while the server starts, given while it answers, and refused for good once it ends", () => {
    const readiness = new Readiness();
    expect(() => readiness.check()).toThrow(new TownError("closed", "this server is starting: ask again in a moment"));
    readiness.open();
    expect(readiness.check()).toEqual({ status: "ready" });
    readiness.drain();
    const ending = new TownError("closed", "this server is ending: ask another, or later");
    expect(() => readiness.check()).toThrow(ending);
    readiness.open();
    expect(() => readiness.check()).toThrow(ending);
  });

  it("is refused while the server waits for what it tells of, whichever opens first", () => {
    const readiness = new Readiness();
    const come = readiness.wait("NATS at nats://127.0.0.1:4222");
    expect(() => readiness.check()).toThrow("is starting");
    readiness.open();
    const waiting = "this server waits for NATS at nats://127.0.0.1:4222: ask again in a moment";
    expect(() => readiness.check()).toThrow(new TownError("unavailable", waiting));
    come();
    expect(readiness.check()).toEqual({ status: "ready" });
    const again = readiness.wait("NATS");
    readiness.drain();
    again();
    expect(() => readiness.check()).toThrow("is ending");
  });
});

describe("health", () => {
  it("is told in whole seconds", () => {
    expect(health(61_999.7, 2)).toEqual({ status: "ok", uptime_s: 61, towns: 2 });
  });
});

describe("a server", () => {
  it("says that it is well and ready, and how long it has been", async () => {
    const { url, clock, end } = await openTown();
    clock.jump(5_500);
    const well = await fetch(`${url}/healthz`);
    expect([well.status, await well.json()]).toEqual([200, { status: "ok", uptime_s: 5, towns: 1 }]);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
    await end();
  });

  it("tells whoever asks while it says goodbye that it is not ready, though it is well", async () => {
    const { url, server, end } = await openTown();
    // So many that they can't all be sent away at once: the clock stands until they are.
    const streams = await Promise.all(
      Array.from({ length: 25 }, () => SseReader.open(`${url}/v1/town/smallville/events`)),
    );
    void server.close();
    const asked = await fetch(`${url}/readyz`);
    expect(asked.status).toBe(503);
    expect(await asked.json()).toMatchObject({ code: "closed", status: 503 });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await end();
    for (const stream of streams) stream.close();
  });
});
