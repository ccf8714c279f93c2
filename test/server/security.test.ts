import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { startServer, type ServerOptions } from "../../src/server/town-server.ts";
import { ROUTES } from "../../src/wire/contract/routes.ts";
import { HeldClock } from "../stream/held-clock.ts";
import { openTown, passing, SseReader } from "./open-town.ts";
import { aPage } from "./a-page.ts";
import { cleanUp } from "../stream/temporary.ts";

/** What keeps a town in front of an audience safe: each promise of docs/operating.md is a test here. */

const COMMAND = "a-token-that-commands";
const OBSERVE = "a-token-that-observes";
const TOWN = "/v1/town/smallville";

let open: Awaited<ReturnType<typeof openTown>>;

async function serving(options: Partial<ServerOptions> = {}): Promise<string> {
  open = await openTown(options);
  return open.url;
}

afterEach(async () => {
  await open?.end();
  cleanUp();
});

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** Asks with any headers, also those that fetch keeps to itself. A stream is left when its head is there. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(open.url + path, { method, headers, agent: false }, (response) => {
      const { statusCode = 0, headers: told } = response;
      let text = "";
      const answered = () => resolve({ status: statusCode, headers: told, body: text });
      if (/event-stream|ndjson/.test(told["content-type"] ?? "")) {
        answered();
        asked.destroy();
        return;
      }
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", answered);
    });
    asked.on("error", reject);
    // Node sends the body of a DELETE without saying that there is one.
    asked.end(method === "POST" ? body : "");
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const JSON_BODY = { "content-type": "application/json" };
const PAUSE = JSON.stringify({ action: "pause" });
const pause = (headers: Record<string, string> = {}) =>
  ask("POST", `${TOWN}/control`, { ...JSON_BODY, ...headers }, PAUSE);

/** Sends what no program would; resolves with what came back when the server has hung up. */
function shout(text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(Number(new URL(open.url).port), "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (heard += chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
  });
}

describe("who reaches it", () => {
  it("only this machine does, unless somebody says otherwise", async () => {
    const { port, hostname } = new URL(await serving());
    expect(hostname).toBe("127.0.0.1");
    const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    for (const { address, family } of others.filter(({ internal }) => !internal)) {
      const refused = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port: Number(port), family: family === "IPv6" ? 6 : 4 });
        socket.on("connect", () => resolve(false)).on("error", () => resolve(true));
        socket.unref();
      });
      expect(refused).toBe(true);
    }
  });

  it("on any other address, commands need a token", async () => {
    const clock = new HeldClock();
    await expect(startServer({ towns: [], host: "0.0.0.0", port: 0, clock })).rejects.toThrow(
      "host 0.0.0.0 is reachable by others, who could command the town: a token is needed",
    );
    await serving({ host: "0.0.0.0", token: COMMAND });
    open = { ...open, url: open.url.replace("0.0.0.0", "127.0.0.1") };
    expect((await pause()).status).toBe(401);
    expect((await pause(bearer(COMMAND))).status).toBe(200);
    expect((await ask("GET", "/v1/town")).status).toBe(200);
  });

  it("a name that merely points to this machine (DNS rebinding) gets nothing", async () => {
    const { port } = new URL(await serving());
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect((await ask("GET", "/v1/town", { host })).status).toBe(200);
    }
    for (const host of ["evil.example", `127.0.0.1.evil.example:${port}`, "localhost.evil.example"]) {
      for (const path of ["/", "/v1/town", `${TOWN}/events`, "/docs", "/healthz"]) {
        expect((await ask("GET", path, { host })).status).toBe(403);
      }
    }
    expect(await shout("GET /v1/town HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 403 /);
  });

  it("a proxy's name is let in by --allow-host", async () => {
    await serving({ token: COMMAND, allowHosts: ["town.example"] });
    expect((await ask("GET", "/v1/town", { host: "town.example" })).status).toBe(200);
    expect((await ask("GET", "/v1/town", { host: "other.example" })).status).toBe(403);
    const own = { host: "town.example", origin: "https://town.example", ...bearer(COMMAND) };
    expect((await pause(own)).status).toBe(200);
  });
});

describe("who may watch", () => {
  const watched = Object.values(ROUTES)
    .filter(({ access, method }) => access === "observe" && method === "GET")
    .map(({ path }) => path.replace("{id}", "smallville").replaceAll(/\{\w+\}/g, "alice"));

  it("everyone, where there is only a token to command", async () => {
    await serving({ token: COMMAND });
    for (const path of watched) expect((await ask("GET", path)).status).not.toBe(401);
  });

  it("with a token to observe, nobody without one: nothing of a town is told", async () => {
    await serving({ token: COMMAND, observeToken: OBSERVE });
    expect(watched.length).toBeGreaterThan(10);
    for (const path of watched) {
      for (const asked of [path, `${path}?access_token=wrong`, `${path}?access_token=${COMMAND}`]) {
        const { status, headers, body } = await ask("GET", asked);
        expect({ path, status }).toEqual({ path, status: 401 });
        expect(headers["www-authenticate"]).toBe('Bearer realm="agent-town"');
        expect(body).not.toContain("alice");
      }
      expect((await ask("GET", path, bearer("wrong"))).status).toBe(401);
      for (const token of [OBSERVE, COMMAND]) expect((await ask("GET", path, bearer(token))).status).not.toBe(401);
      expect((await ask("GET", `${path}?access_token=${OBSERVE}`)).status).not.toBeOneOf([400, 401]);
    }
    expect((await ask("GET", "/v1/town/atlantis/state")).status).toBe(401);
  });

  it("the page, the documentation and the probes need none", async () => {
    await serving({ token: COMMAND, observeToken: OBSERVE, pageDir: aPage() });
    for (const path of ["/", "/assets/a-1.js", "/docs", "/openapi.json", "/healthz", "/readyz"]) {
      expect({ path, status: (await ask("GET", path)).status }).toEqual({ path, status: 200 });
    }
  });

  it("the metrics are for operators: any token, where there is one", async () => {
    await serving({ token: COMMAND, observeToken: OBSERVE });
    expect((await ask("GET", "/metrics")).status).toBe(401);
    expect((await ask("GET", `/metrics?access_token=${OBSERVE}`)).status).toBe(401);
    for (const token of [OBSERVE, COMMAND]) expect((await ask("GET", "/metrics", bearer(token))).status).toBe(200);
  });
});

describe("who may command", () => {
  const commands = Object.values(ROUTES)
    .filter(({ access }) => access === "command")
    .map(({ method, path }) => [method, path.replace("{id}", "smallville")] as const);

  it("only the bearer of the token for commands, and never by an address", async () => {
    await serving({ token: COMMAND, observeToken: OBSERVE });
    expect(commands.length).toBeGreaterThan(4);
    for (const [method, path] of commands) {
      for (const headers of [{}, bearer(OBSERVE), bearer(`${COMMAND}x`), bearer("")]) {
        expect((await ask(method, path, { ...JSON_BODY, ...headers }, PAUSE)).status).toBe(401);
      }
      for (const token of [OBSERVE, COMMAND]) {
        expect((await ask(method, `${path}?access_token=${token}`, JSON_BODY, PAUSE)).status).toBe(401);
      }
    }
    expect((await pause(bearer(COMMAND))).status).toBe(200);
  });

  it("no page of another site, also with the token, also where it may read", async () => {
    await serving({ token: COMMAND, cors: ["*"] });
    for (const [method, path] of commands) {
      for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1"]) {
        const { status, headers } = await ask(method, path, { ...JSON_BODY, origin, ...bearer(COMMAND) }, PAUSE);
        expect(status).toBe(403);
        expect(headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
    expect((await pause({ origin: open.url, ...bearer(COMMAND) })).status).toBe(200);
  });

  it("nothing that a form could send", async () => {
    await serving();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
      const headers: Record<string, string> = type ? { "content-type": type } : {};
      for (const [method, path] of commands.filter(([method]) => method === "POST")) {
        expect((await ask(method, path, headers, PAUSE)).status).toBe(415);
      }
    }
  });

  it("no browser is ever told that a page of another site may", async () => {
    await serving({ token: COMMAND, cors: ["*", "https://friend.example"] });
    for (const [method, path] of commands) {
      const asked = { origin: "https://friend.example", "access-control-request-method": method };
      const { status, headers } = await ask("OPTIONS", path, asked);
      expect(status).toBe(405);
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("a token is compared whole, whatever it begins with and however long it is", async () => {
    await serving({ token: COMMAND });
    await fc.assert(
      fc.asyncProperty(fc.nat(COMMAND.length), fc.stringMatching(/^[!-~]{0,40}$/), async (length, rest) => {
        const tried = COMMAND.slice(0, length) + rest;
        expect((await pause(bearer(tried))).status).toBe(tried === COMMAND ? 200 : 401);
      }),
      { numRuns: 50 },
    );
  });
});

describe("pages of other sites", () => {
  const friend = "https://friend.example";
  const reads = ["/v1/town", `${TOWN}/state`, `${TOWN}/events`, "/assets/a-1.js", "/v1/town/atlantis"];

  it("read nothing, unless they may", async () => {
    await serving({ pageDir: aPage() });
    for (const path of reads) {
      const { headers } = await ask("GET", path, { origin: friend });
      expect(headers["access-control-allow-origin"]).toBeUndefined();
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    }
    const asked = { origin: friend, "access-control-request-method": "GET" };
    expect((await ask("OPTIONS", "/v1/town", asked)).status).toBe(405);
  });

  it("of the origins that are named read: theirs is echoed, no other's, and never with cookies", async () => {
    await serving({ cors: [friend, "https://other.example"], pageDir: aPage() });
    for (const path of reads) {
      for (const origin of [friend, "https://other.example"]) {
        const { headers } = await ask("GET", path, { origin });
        expect(headers).toMatchObject({
          "access-control-allow-origin": origin,
          "access-control-expose-headers": expect.stringMatching(/ETag.*Link/),
          "cross-origin-resource-policy": "cross-origin",
          vary: expect.stringContaining("Origin"),
        });
        expect(headers["access-control-allow-credentials"]).toBeUndefined();
      }
      for (const origin of ["https://evil.example", "https://friend.example.evil", "http://friend.example", "null"]) {
        const { headers } = await ask("GET", path, { origin });
        expect(headers["access-control-allow-origin"]).toBeUndefined();
        expect(headers.vary).toContain("Origin");
      }
      expect((await ask("GET", path)).headers.vary).toContain("Origin");
    }
    expect((await pause()).headers["access-control-allow-origin"]).toBeUndefined();
  });

  const notebooks = ["http://localhost:8888", "http://127.0.0.1:2718", "http://[::1]:1", "https://localhost"];

  it("of this machine read a server of this machine, such as notebooks, and never command", async () => {
    await serving({ pageDir: aPage(), token: COMMAND, observeToken: OBSERVE });
    for (const origin of notebooks) {
      for (const path of reads) {
        const { headers } = await ask("GET", path, { origin, ...bearer(OBSERVE) });
        expect(headers).toMatchObject({
          "access-control-allow-origin": origin,
          "access-control-expose-headers": expect.stringContaining("X-Agent-Town-Seq"),
          "cross-origin-resource-policy": "cross-origin",
          vary: expect.stringContaining("Origin"),
        });
        expect(headers["access-control-allow-credentials"]).toBeUndefined();
      }
      expect((await ask("GET", "/v1/town", { origin })).status).toBe(401);
      const asked = { origin, "access-control-request-headers": "authorization" };
      const before = await ask("OPTIONS", "/v1/town", { ...asked, "access-control-request-method": "GET" });
      expect(before.status).toBe(204);
      expect(before.headers["access-control-allow-origin"]).toBe(origin);
      expect(before.headers["access-control-allow-headers"]).toContain("authorization");
      const commands = await ask("OPTIONS", TOWN, { ...asked, "access-control-request-method": "POST" });
      expect(Object.keys(commands.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      const refused = await pause({ origin, ...bearer(COMMAND) });
      expect(refused.status).toBe(403);
      expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
    }
    for (const origin of [
      "null",
      "http://localhost.evil.example",
      "http://10.0.0.1:8888",
      "file://localhost",
      "none",
    ]) {
      expect((await ask("GET", "/v1/town", { origin })).headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  it("of this machine don't where that is said, nor where another machine is asked, or one through a proxy", async () => {
    const [origin] = notebooks;
    const readable = async (asked: Record<string, string> = {}) =>
      (await ask("GET", "/v1/town", { origin, ...asked })).headers["access-control-allow-origin"];
    await serving({ cors: ["none", friend] });
    expect(await readable()).toBeUndefined();
    expect(await readable({ origin: friend })).toBe(friend);
    expect(await readable({ origin: "none" })).toBeUndefined();
    await open.end();
    await serving({ token: COMMAND, allowHosts: ["town.example"] });
    expect(await readable({ host: "town.example" })).toBeUndefined();
    expect(await readable()).toBe(origin);
    await open.end();
    await serving({ host: "0.0.0.0", token: COMMAND });
    open = { ...open, url: open.url.replace("0.0.0.0", "127.0.0.1") };
    expect(await readable()).toBeUndefined();
  });

  it("of all origins read where that is said, also what fetch must ask before", async () => {
    await serving({ cors: ["*"], token: COMMAND, observeToken: OBSERVE });
    const { status, headers } = await ask("OPTIONS", `${TOWN}/events`, {
      origin: friend,
      "access-control-request-method": "GET",
      "access-control-request-headers": "authorization,last-event-id",
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD",
      "access-control-allow-headers": "authorization, last-event-id, accept, if-none-match",
    });
    const read = await ask("GET", `${TOWN}/state`, { origin: friend, ...bearer(OBSERVE) });
    expect(read.status).toBe(200);
    expect(read.headers["access-control-allow-origin"]).toBe("*");
    // A page must be able to read why it was refused.
    const refused = await ask("GET", `${TOWN}/state`, { origin: friend });
    expect(refused.status).toBe(401);
    expect(refused.headers["access-control-allow-origin"]).toBe("*");
  });
});

describe("every answer", () => {
  const exchanges: readonly (readonly [string, number, () => Promise<Answer>])[] = [
    ["a state", 200, () => ask("GET", `${TOWN}/state`)],
    ["a state's head", 200, () => ask("HEAD", `${TOWN}/state`)],
    [
      "a state that is known",
      304,
      async () => {
        const { headers } = await ask("GET", `${TOWN}/state`);
        return ask("GET", `${TOWN}/state`, { "if-none-match": String(headers["etag"]) });
      },
    ],
    ["a stream", 200, () => ask("GET", `${TOWN}/events`)],
    ["a stream of lines", 200, () => ask("GET", `${TOWN}/events`, { accept: "application/x-ndjson" })],
    [
      "a town that is made",
      201,
      () => ask("POST", "/v1/town", { ...JSON_BODY, ...bearer(COMMAND) }, '{"town_id":"b"}'),
    ],
    [
      "a town that ends",
      204,
      async () => {
        await ask("POST", "/v1/town", { ...JSON_BODY, ...bearer(COMMAND) }, '{"town_id":"b"}');
        return ask("DELETE", "/v1/town/b", bearer(COMMAND));
      },
    ],
    ["a question before reading", 204, () => preflight("GET")],
    ["a question before commanding", 405, () => preflight("POST")],
    ["a bad query", 400, () => ask("GET", `${TOWN}/state?at=x`)],
    ["a bad query of the stream", 400, () => ask("GET", `${TOWN}/events?from=x`)],
    ["a bad address", 400, () => ask("GET", "//")],
    ["no token", 401, () => pause()],
    ["another site", 403, () => pause({ origin: "https://evil.example" })],
    ["another name", 403, () => ask("GET", "/", { host: "evil.example" })],
    ["no such town", 404, () => ask("GET", "/v1/town/atlantis")],
    ["no such stream", 404, () => ask("GET", "/v1/town/atlantis/events")],
    ["nothing there", 404, () => ask("GET", "/nothing")],
    ["no such method", 405, () => ask("PUT", TOWN)],
    ["nothing acceptable", 406, () => ask("GET", `${TOWN}/events`, { accept: "image/png" })],
    ["too much", 413, () => ask("POST", `${TOWN}/control`, { ...JSON_BODY, ...bearer(COMMAND) }, "x".repeat(70_000))],
    ["another type", 415, () => ask("POST", `${TOWN}/control`, bearer(COMMAND), PAUSE)],
    ["the page", 200, () => ask("GET", "/")],
    ["a script", 200, () => ask("GET", "/assets/a-1.js")],
    ["the documentation", 200, () => ask("GET", "/docs")],
    ["the metrics", 200, () => ask("GET", "/metrics", bearer(COMMAND))],
    ["a readiness", 200, () => ask("GET", "/readyz")],
  ];
  const preflight = (method: string) =>
    ask("OPTIONS", `${TOWN}/control`, {
      origin: "https://friend.example",
      "access-control-request-method": method,
    });

  it.each(exchanges)("has the headers that keep it harmless: %s", async (_, status, exchange) => {
    await serving({ token: COMMAND, cors: ["https://friend.example"], pageDir: aPage() });
    const answer = await exchange();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "x-frame-options": "SAMEORIGIN",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'self'/),
    });
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    if (/json|stream|ndjson/.test(String(answer.headers["content-type"]))) {
      expect(policy).toBe("default-src 'none'; frame-ancestors 'self'");
    }
    expect(Object.keys(answer.headers)).not.toContain("x-powered-by");
    expect(Object.keys(answer.headers)).not.toContain("set-cookie");
  });

  it.each([
    ["GET / HTTP/9.9\r\n\r\n", 400],
    ["\0\0\0\0\r\n\r\n", 400],
    ["GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ])("has them also where nothing could be understood: %#", async (text, status) => {
    await serving();
    const heard = await shout(text);
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard).toContain("X-Content-Type-Options: nosniff\r\n");
    expect(heard).toContain("Content-Security-Policy: default-src 'none'; frame-ancestors 'self'\r\n");
  });

  it("tells nothing of an error of ours", async () => {
    const url = await serving();
    open.hall.get = () => {
      throw new Error("the secret of the house");
    };
    const answer = await fetch(`${url}${TOWN}/state`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("house");
  });
});

describe("those who take their time", () => {
  it("must have sent their headers by a certain time", async () => {
    await serving({ limits: { headersMs: 20, requestMs: 10_000 } });
    expect(await shout("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")).toMatch(/^HTTP\/1.1 408 /);
    expect(await shout("")).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it("must have sent their body by a certain time", async () => {
    await serving({ limits: { headersMs: 20, requestMs: 40 } });
    const head = `POST ${TOWN}/control HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n`;
    expect(await shout(`${head}{"act`)).toMatch(/^HTTP\/1.1 408 /);
  });

  it("may watch as long as they like", async () => {
    const url = await serving({ limits: { headersMs: 20, requestMs: 20 } });
    const reader = await SseReader.open(`${url}${TOWN}/events`);
    await reader.next();
    // Whoever asks later than the one that watches is sent away before it.
    await shout("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    await shout("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    void open.town.flux.step("event");
    expect((await reader.next())?.event).toMatch(/^town\./);
    reader.close();
  });
});

describe("a body", () => {
  it("is read no further than it may be long, whether or not it says how long it is", async () => {
    await serving({ limits: { commandBytes: 100, bodyBytes: 3000, yamlBytes: 300 } });
    for (const [path, type, length] of [
      [`${TOWN}/control`, "application/json", 100],
      ["/v1/town", "application/json", 3000],
      ["/v1/town", "application/yaml", 300],
    ] as const) {
      const headers = { "content-type": type };
      expect((await ask("POST", path, headers, " ".repeat(length - 2) + "{}")).status).toBeLessThan(413);
      const long = " ".repeat(length - 1) + "{}";
      expect((await ask("POST", path, headers, long)).status).toBe(413);
      const chunked = await ask("POST", path, { ...headers, "transfer-encoding": "chunked" }, long);
      expect(chunked.status).toBe(413);
      expect(JSON.parse(chunked.body)).toMatchObject({ code: "too_large" });
    }
  });
});

describe("a server that ends", () => {
  it("says so to those who ask whether it is ready, and ends its streams first", async () => {
    const url = await serving();
    const readers = await Promise.all(Array.from({ length: 12 }, () => SseReader.open(`${url}${TOWN}/events`)));
    for (const reader of readers) await reader.next();
    const closing = open.server.close();
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    const late = await fetch(`${url}${TOWN}/events`);
    expect(late.status).toBe(200);
    expect(await late.text()).toMatch(/^retry: \d+\n/m);
    expect(open.town.status.finished).toBe(false);
    await passing(open.clock, closing);
    for (const reader of readers) expect(await reader.next()).toBeUndefined();
    expect(open.town.status.finished).toBe(true);
  });
});
