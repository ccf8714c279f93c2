import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonLog, LOG_LEVELS, silent, type LogLevel } from "../../src/server/logger.ts";
import { Metrics } from "../../src/server/metrics.ts";
import { requestLog } from "../../src/server/request-log.ts";
import { streamLog } from "../../src/server/stream/log.ts";
import { HeldClock } from "../stream/held-clock.ts";
import { openTown, SseReader } from "./open-town.ts";
import { samplesOf } from "./prometheus-text.ts";

type Line = Readonly<Record<string, unknown>>;

/** A log, and what was written into it. */
function keptLog(level: LogLevel = "info") {
  const written: string[] = [];
  return {
    log: jsonLog(level, (line) => void written.push(line)),
    written,
    lines: () => written.map((line) => JSON.parse(line) as Line),
  };
}

describe("the log", () => {
  it("is a line of JSON for each entry: facts, time and words", () => {
    const { log, written, lines } = keptLog();
    const before = Date.now();
    log.warn({ town: "smallville" }, "a word\nof warning");
    expect(written).toHaveLength(1);
    expect(written[0].indexOf("\n")).toBe(written[0].length - 1);
    expect(lines()[0]).toEqual({ level: 40, time: lines()[0].time, town: "smallville", msg: "a word\nof warning" });
    expect(lines()[0].time).toBeGreaterThanOrEqual(before);
  });

  it("says what its level lets through", () => {
    const heard = LOG_LEVELS.map((level) => {
      const { log, lines } = keptLog(level);
      log.error({}, "error");
      log.warn({}, "warn");
      log.info({}, "info");
      return lines().map(({ msg }) => msg);
    });
    expect(heard).toEqual([[], ["error"], ["error", "warn"], ["error", "warn", "info"]]);
    silent.info({}, "");
    silent.warn({}, "");
    silent.error({}, "");
  });

  it("tells of an error what it was and where, and blanks what is named like a secret", () => {
    const { log, written, lines } = keptLog();
    log.error({ err: new TypeError("no such thing") }, "an error of ours");
    expect(lines()[0].err).toMatchObject({ type: "TypeError", message: "no such thing" });
    log.info({ token: "s3cret", headers: { authorization: "s3cret" }, req: { headers: { cookie: "s3cret" } } }, "oops");
    expect(written.join("")).not.toContain("s3cret");
  });
});

describe("the log of requests", () => {
  const clock = new HeldClock();
  const metrics = new Metrics(() => []);
  const { log, lines, written } = keptLog();
  const paths = ["/v1/town/{id}", "/v1/town/{id}/events", "/healthz", "/openapi.json"];
  const watch = requestLog({ paths, log, metrics, clock });
  const server = createServer((request, response) => {
    const listeners = request.socket.listenerCount("close");
    watch(request, response);
    // Of one connection there may be any number of requests.
    expect(request.socket.listenerCount("close")).toBe(listeners);
    clock.jump(12.6);
    if (request.url === "/never") return void response.destroy();
    response.statusCode = request.url === "/v1/town/lost" ? 404 : request.url === "/broken" ? 500 : 200;
    response.end("0123456789");
  });
  let port: number;
  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    written.length = 0;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** Sends a request as it is, over a connection of its own. */
  async function ask(line: string, headers = ""): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${line} HTTP/1.1\r\nHost: town\r\nConnection: close\r\n${headers}\r\n`);
    return text(socket);
  }

  it("says what was asked, what came of it, how long it took and how much it was", async () => {
    const answer = await ask("GET /v1/town/smallville");
    expect(lines()).toMatchObject([
      {
        level: 30,
        msg: "request",
        route: "/v1/town/{id}",
        method: "GET",
        path: "/v1/town/smallville",
        town: "smallville",
        status: 200,
        ms: 13,
        bytes: answer.length,
      },
    ]);
  });

  it("names routes and methods from a short list, whatever is asked", async () => {
    const requests = ["GET /", "GET /assets/page-1a2b.js", "GET /openapi.json", "POST /v1/none", "LOCK /v1/town/x"];
    for (const request of requests) await ask(request);
    expect(lines().map(({ route, method }) => [route, method])).toEqual([
      ["page", "GET"],
      ["page", "GET"],
      ["/openapi.json", "GET"],
      ["unknown", "POST"],
      ["/v1/town/{id}", "other"],
    ]);
  });

  it("tells errors of ours as errors, and who left without an answer as 499", async () => {
    await ask("GET /v1/town/lost");
    await ask("GET /broken");
    await ask("GET /never");
    expect(lines().map(({ level, status }) => [level, status])).toEqual([
      [30, 404],
      [50, 500],
      [30, 499],
    ]);
  });

  it("is silent about what machines ask every few seconds, which still counts", async () => {
    await ask("GET /healthz");
    expect(lines()).toEqual([]);
    const said = samplesOf(await metrics.text());
    expect(said.get('agent_town_http_requests_total{route="/healthz",method="GET",status="200"}')).toBe(1);
  });

  it("tells where a stream began, and nothing else of its query", async () => {
    await ask("GET /v1/town/a/events?from=17&access_token=s3cret");
    await ask("GET /v1/town/a/events?from=17&last_event_id=r1-41");
    await ask("GET /v1/town/a/events?last_event_id=r1-41", "Last-Event-ID: r1-99\r\n");
    await ask("GET /v1/town/a/events?from=s3cret&last_event_id=s3cret");
    expect(lines().map(({ from }) => from)).toEqual([17, 42, 100, undefined]);
    expect(written.join("")).not.toContain("s3cret");
  });

  it("cuts whatever is not the path, and what is too long", async () => {
    const targets = [
      "/v1/town/a?token=s3cret",
      "/v1/town/a#token=s3cret",
      "/?access_token=s3cret#token=s3cret",
      "http://s3cret:s3cret@town/v1/town/a",
      "//s3cret/v1/town/a",
    ];
    for (const target of targets) await ask(`GET ${target}`, "Authorization: Bearer s3cret\r\nCookie: s3cret\r\n");
    await ask(`GET /${"a".repeat(5000)}`);
    expect(lines()).toHaveLength(6);
    expect(written.join("")).not.toContain("s3cret");
    expect(String(lines()[5].path)).toHaveLength(200);
  });
});

describe("the log of streams", () => {
  it("says what was opened, why it ended, and who was sent away, and counts all of it", () => {
    const { log, lines } = keptLog();
    const metrics = new Metrics(() => []);
    const meter = metrics.meterFor("smallville");
    const logged = streamLog("smallville", meter, log);
    logged.opened("sse");
    logged.opened("ndjson");
    logged.delivered(2, 100);
    logged.closed("ndjson", "left");
    logged.overloaded();
    logged.evicted();
    logged.reset();
    expect(lines().map(({ msg, format, reason }) => [msg, format, reason])).toEqual([
      ["stream opened", "sse", undefined],
      ["stream opened", "ndjson", undefined],
      ["stream closed", "ndjson", "left"],
      ["stream sent away: every seat is taken", undefined, undefined],
    ]);
    const { deliveries, bytes, overloads, evictions, resets } = meter;
    expect([deliveries, bytes, overloads, evictions, resets]).toEqual([2, 100, 1, 1, 1]);
    expect([...meter.clients]).toEqual([
      ["sse", 1],
      ["ndjson", 0],
    ]);
  });
});

describe("a session with tokens", () => {
  const [command, observe] = ["c0mmand-s3cret-0000", "0bserve-s3cret-0000"];

  it("leaves neither token in the log, wherever they were sent, and every request has its line", async () => {
    const { log, written, lines } = keptLog();
    const { url, post, end } = await openTown({ token: command, observeToken: observe, log });
    const town = `${url}/v1/town/smallville`;
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const stream = await SseReader.open(`${town}/events?access_token=${observe}`);
    await stream.take(1);
    const statuses = [
      (await fetch(town, bearer(observe))).status,
      (await fetch(`${town}/state?access_token=${observe}`)).status,
      (await fetch(`${town}?access_token=${command}`)).status,
      (await fetch(`${url}/#token=${command}`)).status,
      (await fetch(`${town}?token=${command}`, bearer("wr0ng-s3cret"))).status,
      (await post("control", { action: "step" }, { authorization: `Bearer ${command}` })).status,
      (await post("control", { action: command }, { authorization: `Bearer ${command}` })).status,
      (await post("control", { action: "step" }, { authorization: `Bearer ${observe}` })).status,
    ];
    expect(statuses).toEqual([200, 200, 401, 404, 401, 200, 400, 401]);
    stream.close();
    await end();
    const requests = lines().filter(({ msg }) => msg === "request");
    expect(requests).toHaveLength(statuses.length + 1);
    const streamed = requests.find(({ route }) => route === "/v1/town/{id}/events")!;
    expect(streamed).toMatchObject({ status: 200, town: "smallville", path: "/v1/town/smallville/events" });
    expect(streamed.bytes).toBeGreaterThan(1000);
    for (const secret of [command, observe, "wr0ng-s3cret"]) expect(written.join("")).not.toContain(secret);
    expect(lines().filter(({ msg }) => msg === "stream opened")).toHaveLength(1);
    expect(lines().filter(({ msg }) => msg === "stream closed")).toHaveLength(1);
  });
});
