import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { startServer } from "../../src/server/town-server.ts";
import { parseEventId } from "../../src/wire/frames.ts";
import { cleanUp } from "../stream/temporary.ts";
import { HeldClock } from "../stream/held-clock.ts";
import { aPage } from "./a-page.ts";
import { openTown, SseReader } from "./open-town.ts";

type Open = Awaited<ReturnType<typeof openTown>>;
let open: Open | undefined;

async function serving(...args: Parameters<typeof openTown>): Promise<Open> {
  return (open = await openTown(...args));
}

afterEach(async () => {
  await open?.end();
  open = undefined;
  cleanUp();
});

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { status, title, detail, code } = (await response.json()) as Record<string, unknown>;
  expect(status).toBe(response.status);
  expect(title).toBeTruthy();
  return { status, detail, code };
}

/** A GET with headers that fetch would not send. */
function rawGet(url: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });
}

describe("the server", () => {
  it("lists its towns and describes one", async () => {
    const { url } = await serving();
    const { towns } = (await (await fetch(`${url}/v1/town`)).json()) as { towns: unknown[] };
    const town = {
      town_id: "smallville",
      run_id: "r1",
      kind: "simulated",
      seed: 3,
      lineage: null,
      citizens: 7,
      day: 1,
      phase: "MORNING",
      seq: 0,
    };
    const pace = { speed: 1, paused: true, held: null, finished: false, degraded: null, nats: null, watching: 0 };
    expect(towns).toEqual([{ ...town, ...pace }]);
    const one = await fetch(`${url}/v1/town/smallville`);
    expect(await one.json()).toMatchObject({ ...town, ...pace, first_seq: 1, config: { seed: 3 } });
    expect(one.headers.get("cache-control")).toBe("no-store");
    expect(one.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("tells the state now and after any event", async () => {
    const { url, town, post } = await serving();
    await post("control", { action: "step", by: "day" });
    const now = (await (await fetch(`${url}/v1/town/smallville/state`)).json()) as { seq: number };
    expect(now).toEqual(JSON.parse(JSON.stringify(town.snapshot())));
    const before = (await (await fetch(`${url}/v1/town/smallville/state?at=5`)).json()) as { seq: number };
    expect(before.seq).toBe(5);
    expect(await problemOf(await fetch(`${url}/v1/town/smallville/state?at=9999`))).toMatchObject({
      status: 416,
      code: "out_of_range",
    });
    expect(await problemOf(await fetch(`${url}/v1/town/smallville/state?at=-1`))).toMatchObject({
      status: 400,
      detail: 'at must be a whole number from 0, got "-1"',
    });
  });

  it("obeys commands and answers with how the town is then", async () => {
    const { post } = await serving();
    const json = async (body: unknown) => (await post("control", body)).json();
    expect(await json({ action: "step" })).toMatchObject({ seq: 1, paused: true });
    expect(await json({ action: "step", by: "phase" })).toMatchObject({ phase: "AFTERNOON" });
    expect(await json({ action: "speed", speed: "max" })).toMatchObject({ speed: "max" });
    expect(await json({ action: "run_until", until: "day:1/evening" })).toMatchObject({ finished: false });
    expect(await json({ action: "pause" })).toMatchObject({ paused: true });
  });

  it.each([
    [{ action: "dance" }, 'action must be pause, resume, step, speed or run_until, got "dance"'],
    [{}, "action must be pause, resume, step, speed or run_until, got nothing"],
    [{ action: "step", by: "year" }, 'by must be event, phase or day, got "year"'],
    [{ action: "speed", speed: -3 }, 'speed must be between 0.25 and 64 or "max", got -3'],
    [{ action: "run_until", until: "noon" }, "moment must be like day:12/evening"],
    [[], "the body must be a JSON object"],
  ])("refuses the command %j in words", async (body, detail) => {
    const { post } = await serving();
    const told = await problemOf(await post("control", body));
    expect(told.status).toBe(400);
    expect(told.detail).toContain(detail);
  });

  it("lets people make something happen, and explains why not", async () => {
    const { post, town } = await serving();
    await post("control", { action: "step" });
    const event = await (await post("perturb", { operation: "solo", participants: ["alice"] })).json();
    expect(event).toMatchObject({ seq: 2, operation: "solo", metadata: { perturbation: true } });
    expect(await problemOf(await post("perturb", { operation: "fly", participants: ["alice"] }))).toMatchObject({
      status: 422,
      code: "unknown_operation",
    });
    expect(await problemOf(await post("perturb", { operation: "greet", participants: ["alice"] }))).toMatchObject({
      status: 409,
      code: "impossible",
    });
    expect((await problemOf(await post("perturb", { operation: "greet" }))).detail).toContain(
      "participants must be a list",
    );
    expect(town.status.seq).toBe(2);
  });

  it("keeps other pages out: commands must be JSON, and nobody else may read the answers", async () => {
    const { url, post } = await serving();
    const form = await fetch(`${url}/v1/town/smallville/control`, { method: "POST", body: '{"action":"pause"}' });
    expect(await problemOf(form)).toMatchObject({ status: 415, code: "unsupported_media_type" });
    const fine = await post("control", { action: "pause" }, { origin: "http://elsewhere.example" });
    expect(fine.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await fetch(`${url}/v1/town/smallville/control`, { method: "OPTIONS" });
    expect(preflight.ok).toBe(false);
  });

  it("refuses names that merely point to this machine (DNS rebinding)", async () => {
    const { url } = await serving();
    const { port } = new URL(url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect(await rawGet(url, "/v1/town", { host })).toBe(200);
    }
    for (const host of ["evil.example", `127.0.0.1.evil.example:${port}`, "localhost.evil.example"]) {
      expect(await rawGet(url, "/v1/town", { host })).toBe(403);
      expect(await rawGet(url, "/v1/town/smallville/events", { host })).toBe(403);
    }
  });

  it("takes no more than it needs of a body", async () => {
    const { post } = await serving();
    const told = await problemOf(await post("control", { action: "x".repeat(70_000) }));
    expect(told).toMatchObject({ status: 413, code: "too_large" });
  });

  it("with a token, only its bearer commands; everyone may look", async () => {
    const { url, post } = await serving({ token: "secret" });
    expect(await problemOf(await post("control", { action: "step" }))).toMatchObject({
      status: 401,
      code: "unauthorized",
    });
    const wrong = await post("control", { action: "step" }, { authorization: "Bearer secreT" });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toContain("Bearer");
    expect((await post("control", { action: "step" }, { authorization: "Bearer secret" })).status).toBe(200);
    expect((await fetch(`${url}/v1/town`)).status).toBe(200);
  });

  it("does not open to others without a token", async () => {
    await expect(startServer({ towns: [], host: "0.0.0.0", port: 0, clock: new HeldClock() })).rejects.toThrow(
      "host 0.0.0.0 is reachable by others, who could command the town: a token is needed",
    );
  });

  it("says when its port is taken, and what to do", async () => {
    const { url } = await serving();
    const port = Number(new URL(url).port);
    await expect(startServer({ towns: [], port, clock: new HeldClock() })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken by another program; stop that one, or choose another port: --port ${port + 1}`,
    );
  });

  it("answers what it doesn't know in words", async () => {
    const { url } = await serving();
    expect(await problemOf(await fetch(`${url}/v1/town/atlantis`))).toMatchObject({
      status: 404,
      code: "unknown_town",
    });
    expect(await problemOf(await fetch(`${url}/v1/town/atlantis/events`))).toMatchObject({ code: "unknown_town" });
    expect(await problemOf(await fetch(`${url}/v1/moon`))).toMatchObject({ status: 404, code: "not_found" });
    expect(await problemOf(await fetch(`${url}/v1/town/smallville/events?from=x`))).toMatchObject({
      status: 400,
      code: "invalid_input",
    });
  });

  it.each([
    ["DELETE", "/v1/town", "GET, HEAD, POST"],
    ["POST", "/v1/town/smallville", "GET, HEAD, DELETE"],
    ["PUT", "/v1/town/smallville/state", "GET, HEAD"],
    ["PUT", "/v1/town/smallville/events", "GET, POST"],
    ["GET", "/v1/town/smallville/control", "POST"],
    ["GET", "/v1/town/smallville/perturb", "POST"],
    ["POST", "/", "GET, HEAD"],
  ])("refuses %s %s and says what it takes", async (method, path, allow) => {
    const { url } = await serving();
    const response = await fetch(url + path, { method });
    expect(response.headers.get("allow")).toBe(allow);
    expect(await problemOf(response)).toEqual({
      status: 405,
      code: "method_not_allowed",
      detail: `${path} takes ${allow}, got ${method}`,
    });
  });

  it("HEAD is answered like GET, without the body; a stream has no head", async () => {
    const { url } = await serving();
    const head = async (path: string) => (await fetch(url + path, { method: "HEAD" })).status;
    expect(await head("/v1/town/smallville/state")).toBe(200);
    expect(await head("/v1/town/smallville/events")).toBe(405);
    expect(await head("/v1/town/atlantis/events")).toBe(404);
  });

  it("survives requests that no browser sends", async () => {
    const { url } = await serving();
    const { port } = new URL(url);
    for (const line of ["GET // HTTP/1.1", "GET /%ff HTTP/1.1", "GET /v1/town/%/events HTTP/1.1", "BREW / HTTP/1.1"]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), "127.0.0.1", () =>
          socket.write(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
        );
        socket.resume();
        socket.on("close", () => resolve());
      });
    }
    expect((await fetch(`${url}/v1/town`)).status).toBe(200);
  });
});

describe("the page", () => {
  it("comes with a policy that runs no script but its own; hashed files may be kept", async () => {
    const { url } = await serving({ pageDir: aPage() });
    const index = await fetch(url);
    expect(await index.text()).toContain("doctype");
    expect(index.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(index.headers.get("content-security-policy")).not.toContain("script-src 'self' 'unsafe");
    expect(index.headers.get("cache-control")).toBe("no-cache");
    const script = await fetch(`${url}/assets/a-1.js`);
    expect(script.headers.get("content-type")).toContain("text/javascript");
    expect(script.headers.get("x-content-type-options")).toBe("nosniff");
    expect(script.headers.get("cache-control")).toContain("immutable");
  });

  it("has nothing above its folder", async () => {
    const { url } = await serving({ pageDir: aPage() });
    for (const path of ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/"]) {
      expect(await rawGet(url, path, {})).toBe(404);
    }
  });

  it("says how to build it when it isn't", async () => {
    const { url } = await serving();
    expect(await (await fetch(url)).text()).toContain("npm run build");
  });
});

describe("the stream over a socket", () => {
  it("a viewer that is cut off and comes back misses and doubles nothing", async () => {
    const { url, town } = await serving();
    const events = `${url}/v1/town/smallville/events`;
    await town.flux.step("phase");
    const seen: number[] = [];
    let last = "";
    for (let visit = 0; visit < 6; visit++) {
      const reader = await SseReader.open(events, last ? { "last-event-id": last } : {});
      await town.flux.step("phase");
      for (const { id, event } of await reader.take(4)) {
        last = id;
        if (event !== "town.snapshot") seen.push(parseEventId(id)!.seq);
      }
      reader.close();
    }
    expect(seen).toEqual(seen.map((_, i) => seen[0] + i));
    expect(seen).toHaveLength(23);
  });

  it("the header wins over the query, and the query works where headers can't be set", async () => {
    const { url, town } = await serving();
    await town.flux.step("day");
    const events = `${url}/v1/town/smallville/events?last_event_id=r1-3`;
    const byQuery = await SseReader.open(events);
    expect((await byQuery.next())!.id).toBe("r1-4");
    const byHeader = await SseReader.open(events, { "last-event-id": "r1-6" });
    expect((await byHeader.next())!.id).toBe("r1-7");
    byQuery.close();
    byHeader.close();
  });

  it("counts who watches", async () => {
    const { url } = await serving();
    const reader = await SseReader.open(`${url}/v1/town/smallville/events`);
    await reader.next();
    expect(await (await fetch(`${url}/v1/town/smallville`)).json()).toMatchObject({ watching: 1 });
    reader.close();
  });

  it("has so many seats, for the viewers of all towns together; whoever comes then is told when to come again", async () => {
    const { url, hall } = await serving({ limits: { clients: 2 } });
    hall.create({ config: smallConfig(3, 1), kind: "simulated", speed: 1, paused: true, anyId: true });
    const events = (town: string) => `${url}/v1/town/${town}/events`;
    const seated = await Promise.all(["smallville", "smallville-2"].map((town) => SseReader.open(events(town))));
    for (const reader of seated) expect((await reader.next())?.event).toBe("town.snapshot");
    for (const town of ["smallville", "smallville-2"]) {
      const response = await fetch(events(town));
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(/^retry: 10000$/m);
    }
    seated[1].close();
    while (hall.get("smallville-2").stream.watching > 0) await new Promise((resolve) => setImmediate(resolve));
    const next = await SseReader.open(events("smallville"));
    expect((await next.next())?.event).toBe("town.snapshot");
    for (const reader of [seated[0], next]) reader.close();
  });

  it("ends in good order when the server closes", async () => {
    const { url, server, town } = await serving();
    await town.flux.step("phase");
    const reader = await SseReader.open(`${url}/v1/town/smallville/events`);
    expect((await reader.next())!.event).toBe("town.snapshot");
    await server.close();
    expect(await reader.next()).toBeUndefined();
  });

  it("no number of viewers changes an event", async () => {
    const { url, town } = await serving();
    const readers = await Promise.all(
      Array.from({ length: 20 }, () => SseReader.open(`${url}/v1/town/smallville/events?from=1`)),
    );
    await town.flux.step("day");
    const { seq } = town.status;
    const told = await Promise.all(readers.map(async (reader) => (await reader.take(seq)).map(({ data }) => data)));
    for (const reader of readers) reader.close();
    const alone = await openTown();
    await alone.town.flux.step("day");
    const events: string[] = [];
    for await (const event of alone.town.log.read({ after: 0 })) {
      events.push(JSON.stringify(event));
      if (event.seq === seq) break;
    }
    await alone.end();
    for (const data of told) expect(data).toEqual(events);
  });
});
