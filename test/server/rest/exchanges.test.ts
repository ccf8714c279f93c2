import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TownError } from "../../../src/sim/error.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { startServer, type ServerOptions, type TownServer } from "../../../src/server/town-server.ts";
import { openApi } from "../../../src/server/openapi.ts";
import { ExternalTown } from "../../../src/stream/external-town.ts";
import type { LiveTown } from "../../../src/stream/live-town.ts";
import { HeldClock } from "../../stream/held-clock.ts";
import { passing, smallTown, SseReader } from "../open-town.ts";
import { DOCUMENTED, exchange, OPERATIONS, send, type Asked } from "./exchange.ts";

/** Every answer that the document tells of is produced here, by the real server, and held against the document. */

const seen = new Set<string>();
const servers: { server: TownServer; clock: HeldClock }[] = [];

async function serve(options: Partial<ServerOptions> = {}) {
  const clock = new HeldClock();
  const town = smallTown(clock);
  const abroad = ExternalTown.found(smallConfig(7, 3, "elsewhere"), { runId: "x1" });
  const server = await startServer({ towns: [town, abroad], port: 0, clock, random: () => 0.5, ...options });
  servers.push({ server, clock });
  const ask = async (id: string, asked?: Asked) => {
    const answer = await exchange(server.url, id, asked);
    seen.add(`${id} ${answer.status}`);
    return answer;
  };
  const expects = async (status: number, id: string, asked?: Asked) => {
    const answer = await ask(id, asked);
    expect(answer.status, `${id}: ${answer.text.slice(0, 300)}`).toBe(status);
    return answer;
  };
  return { town, clock, server, url: server.url, expects };
}

const JSON_BODY = { "content-type": "application/json" };
const LINES = { "content-type": "application/x-ndjson" };
const SENT = ["createTown", "forkTown", "controlTown", "perturbTown", "reportProofs"];
const command = (body: unknown): Asked => ({ headers: JSON_BODY, body: JSON.stringify(body) });
/** What makes a request of an operation right as far as its form goes. */
const form = (id: string): Asked =>
  SENT.includes(id) ? command({}) : id === "publishEvents" ? { headers: LINES, body: "" } : {};
const everyOperation = (wanted: (id: string) => boolean = () => true) => [...OPERATIONS.keys()].filter(wanted);
const has = (id: string, status: number) => Object.hasOwn(OPERATIONS.get(id)!.operation.responses, `${status}`);
const takesAt = (id: string) => OPERATIONS.get(id)!.operation.parameters?.some(({ name }) => name === "at");

let open: Awaited<ReturnType<typeof serve>>;
let town: LiveTown;

beforeAll(async () => {
  open = await serve();
  ({ town } = open);
  for (let day = 0; day < 4; day++) await town.flux.step("day");
});

afterAll(async () => {
  for (const { server, clock } of servers) await passing(clock, server.close());
});

describe("answers", () => {
  it.each([
    ["listTowns"],
    ["getTown"],
    ["getState"],
    ["getState", "at=5"],
    ...[0, 1, 2, 3, 4, 5].map((lod) => ["listCitizens", `lod=${lod}`]),
    ["listCitizens", "after=alice&limit=2&text=e&at=12"],
    ["getCitizen"],
    ["getCitizen", "lod=3&at=9"],
    ["listCoalitions"],
    ["listLifelines"],
    ["listLifelines", "limit=1&living=true"],
    ["getScatter"],
    ["getScatter", "format=svg&theme=dark&width=400&height=300"],
    ["getScatter", "format=svg&width=120&height=120"],
    ["getScatter", "format=text&projection=axes:warmth,trust"],
    ["listRegions"],
    ["listRelationships", "limit=3&least=0.01"],
    ["listRelationships", "citizen=bob&after=bob:alice"],
    ["getMeasures"],
    ["listPhases", "limit=2"],
    ...["turn", "phase", "operation", "citizen"].map((by) => ["getMetering", `by=${by}&limit=2`]),
    ["listHistory", "limit=1000"],
    ["listHistory", "phase=MORNING,NIGHT&type=town_event&operation=greet,trade&citizen=alice&limit=3"],
    ["getCitizensTable", "at=12"],
    ["getRelationshipsTable"],
    ["getEventsTable", "after=3&limit=2&type=town_event"],
    ["getOpenApi"],
    ["getDocs"],
    ["getHealth"],
    ["getReadiness"],
    ["getMetrics"],
  ])("%s %s", async (id, query = "") => {
    await open.expects(200, id, { query });
  });

  it("getCoalition, of every coalition that ever lived", async () => {
    const { lifelines } = JSON.parse((await open.expects(200, "listLifelines")).text) as {
      lifelines: { coalition: string }[];
    };
    expect(lifelines.length).toBeGreaterThan(0);
    for (const { coalition } of lifelines) await open.expects(200, "getCoalition", { params: { coalition } });
  });

  it("history as lines, and what follows by a link", async () => {
    const headers = { accept: "application/x-ndjson" };
    const first = await open.expects(200, "listHistory", { query: "limit=2", headers });
    expect(first.text.trim().split("\n")).toHaveLength(2);
    const [, link] = /^<(.+)>; rel="next"$/.exec(String(first.headers["link"]))!;
    const next = await send(open.url, "GET", link, { headers });
    expect((JSON.parse(next.text.split("\n")[0]) as { seq: number }).seq).toBe(3);
  });

  it("events as frames, as lines and as a page", async () => {
    for (const accept of ["text/event-stream", "application/x-ndjson", "application/json"]) {
      const { headers } = await open.expects(200, "streamEvents", {
        headers: { accept },
        ...(accept === "application/json" ? { query: "after=0&limit=2" } : { query: "from=1", head: true }),
      });
      expect(headers["content-type"]).toContain(accept);
    }
  });

  it("nothing, when it is as you have it", async () => {
    for (const id of everyOperation((id) => has(id, 304))) {
      const params = id === "getCoalition" ? { coalition: [...town.chronicle.lifelines.keys()][0] } : {};
      const { headers, text } = await open.expects(200, id, { params });
      if (id !== "getOpenApi") expect(headers["etag"]).toBe(`W/"r1-${town.status.seq}"`);
      const same = await open.expects(304, id, {
        params,
        headers: { "if-none-match": `"x", ${headers["etag"] as string}` },
      });
      expect(same.text).toBe("");
      expect(text).not.toBe("");
      await open.expects(200, id, { params, headers: { "if-none-match": '"r1-0"' } });
    }
  });

  it("commands, and towns that come and go", async () => {
    const { expects, server } = await serve();
    const made = await expects(201, "createTown", command({ citizens: 3, seed: 5, paused: true }));
    expect(made.headers["location"]).toBe("/v1/town/smallville-2");
    const yaml = "town_id: harbour\nseed: 9\nkind: external\n";
    await expects(201, "createTown", { headers: { "content-type": "application/yaml" }, body: yaml });
    expect(server.hall.rooms().map(({ town }) => town.status.kind)).toEqual([
      "simulated",
      "external",
      "simulated",
      "external",
    ]);
    await expects(200, "controlTown", command({ action: "step" }));
    await expects(200, "perturbTown", command({ operation: "solo", participants: ["alice"] }));
    await expects(204, "reportProofs", command({ verified: 3, diverged: 0 }));
    const forked = await expects(201, "forkTown", command({ at: 1, seed: 9, paused: true }));
    expect(forked.headers["location"]).toBe("/v1/town/smallville-3");
    await expects(200, "getTown", { params: { id: "smallville-3" } });
    await expects(200, "listTowns");
    const greets = `${JSON.stringify({ operation: "wave", participant_ids: ["alice"], effects: [] })}\n`;
    const published = await expects(200, "publishEvents", {
      params: { id: "elsewhere" },
      query: "after=0",
      headers: LINES,
      body: greets.repeat(2),
    });
    expect(JSON.parse(published.text)).toEqual({ first: 1, last: 2 });
    await expects(204, "deleteTown", { params: { id: "harbour" } });
    await expects(404, "getTown", { params: { id: "harbour" } });
  });

  it("the towns that the document gives as examples can be made", async () => {
    const { expects, town } = await serve();
    const { examples } = openApi().components.schemas["TownWish"] as { examples: unknown[] };
    for (const example of examples) await expects(201, "createTown", command(example));
    const forks = openApi().components.schemas["ForkWish"] as { examples: unknown[] };
    await town.flux.step("day");
    for (const example of forks.examples) await expects(201, "forkTown", command(example));
  });

  it("204 to who has all of a town that is finished", async () => {
    const { expects, town } = await serve();
    await town.flux.step("event");
    town.close();
    const asked: Asked = { headers: { accept: "text/event-stream", "last-event-id": "r1-1" } };
    await expects(204, "streamEvents", asked);
  });
});

describe("refusals", () => {
  it("400: what an operation doesn't know, by name", async () => {
    for (const id of everyOperation()) {
      const { text } = await open.expects(400, id, { ...form(id), query: "nonsense=1" });
      expect(text, id).toContain('unknown query parameter \\"nonsense\\"');
    }
  });

  it("400: what an operation knows and is not as it should be", async () => {
    const wrong = async (id: string, query: string, words: string) => {
      const { text } = await open.expects(400, id, { query });
      expect((JSON.parse(text) as { detail: string }).detail).toBe(words);
    };
    await wrong("getState", "at=-1", 'at must be a whole number from 0, got "-1"');
    await wrong("getState", "at=1&at=2", "at must be given once, got it twice");
    await wrong("listCitizens", "limit=0", 'limit must be a whole number from 1 to 1000, got "0"');
    await wrong("listCitizens", "lod=6", 'lod must be a whole number from 0 to 5, got "6"');
    await wrong(
      "listCitizens",
      "seq=1",
      'unknown query parameter "seq"; expected lod, at, after, limit, coalition, region, text',
    );
    await wrong("listLifelines", "living=yes", 'living must be true or false, got "yes"');
    await wrong("listHistory", "phase=NOON", 'phase[0] must be MORNING, AFTERNOON, EVENING or NIGHT, got "NOON"');
    await wrong("getMetering", "by=turn&after=alice", 'after must be a whole number from 0, got "alice"');
    await wrong("getMetering", "by=year", 'by must be turn, phase, operation or citizen, got "year"');
    await wrong("getScatter", "format=png", 'format must be json, svg or text, got "png"');
    const projected = async (projection: string) =>
      (await open.expects(400, "getScatter", { query: `projection=${projection}` })).text;
    expect(await projected("map")).toContain("unknown projection");
    expect(await projected("tsne")).toContain("a viewer fits it where it watches");
    await wrong("getScatter", "format=svg&height=8", "a picture must be at least 120 x 120 px, got 960 x 8");
    await wrong("getScatter", "format=text&width=401", "letters must be at most 400 x 200, got 401 x 24");
    const refused = async (id: string, body: string, words: string) => {
      expect((await open.expects(400, id, { headers: JSON_BODY, body })).text).toContain(words);
    };
    await refused("createTown", '{"kind":"real"}', 'kind must be simulated or external, got \\"real\\"');
    await refused("createTown", '{"citizens":2}', "citizens must be a whole number from 3 to 100000, got 2");
    await refused("createTown", '{"sead":2}', 'unknown key \\"sead\\"');
    await refused("createTown", "[]", "the body must be an object");
    await refused(
      "controlTown",
      '{"action":"pause","by":"day"}',
      'unknown field \\"by\\" in the body; expected action',
    );
    await refused("forkTown", '{"at":-1}', "at must be a whole number from 0, got -1");
    await refused("forkTown", '{"town_id":"Ada\'s"}', "town_id must be a small letter or digit, then");
    await refused("perturbTown", '{"operation":"greet","participants":[1]}', "participants[0] must be text, got 1");
    await refused(
      "reportProofs",
      '{"verified":10001,"diverged":0}',
      "verified must be a whole number from 0 to 10000, got 10001",
    );
    await refused("reportProofs", "{", "the body must be JSON");
    const { text } = await open.expects(400, "publishEvents", {
      params: { id: "elsewhere" },
      headers: LINES,
      body: '{"operation":"wave","participant_ids":[],"effects":[]}\n{"operation":7}\n',
    });
    expect(text).toContain("line 2: ");
  });

  it("401: without the token, where one is needed; and no word of what it is", async () => {
    const { expects } = await serve({ token: "to-command-123456", observeToken: "to-observe-123456" });
    for (const id of everyOperation((id) => has(id, 401))) {
      for (const authorization of [undefined, "Bearer to-guess-7890123"]) {
        const asked = form(id);
        const headers = { ...asked.headers, ...(authorization === undefined ? {} : { authorization }) };
        const { text } = await expects(401, id, { ...asked, headers });
        expect(text).not.toMatch(/to-command|to-observe|to-guess/);
      }
    }
    for (const id of everyOperation((id) => !has(id, 401))) await expects(200, id);
  });

  it("403: to a name that is not this server's", async () => {
    for (const id of everyOperation()) {
      const asked = form(id);
      await open.expects(403, id, { ...asked, headers: { ...asked.headers, host: "evil.example" } });
    }
  });

  it("404: where there is nothing", async () => {
    for (const id of everyOperation((id) => has(id, 404))) {
      await open.expects(404, id, { ...form(id), params: { id: "atlantis" } });
    }
    await open.expects(404, "getCoalition", { params: { coalition: "c999" } });
    await open.expects(404, "listLifelines", { query: "after=c999" });
  });

  it("406: to who wants it as what it isn't", async () => {
    for (const id of everyOperation((id) => has(id, 406))) {
      await open.expects(406, id, { headers: { accept: "image/png" } });
    }
  });

  it("413 and 415: bodies that are too long, or of another kind", async () => {
    for (const id of everyOperation((id) => has(id, 413))) {
      const asked = form(id);
      await open.expects(413, id, { ...asked, body: " ".repeat(1024 * 1024 + 1) });
      await open.expects(415, id, { ...asked, headers: { "content-type": "text/plain" }, body: "{}" });
    }
    await open.expects(413, "createTown", command({ citizens: 20_000 }));
  });

  it("416: moments that are not kept", async () => {
    for (const id of everyOperation((id) => has(id, 416))) {
      const query = OPERATIONS.get(id)!.operation.parameters.some(({ name }) => name === "at")
        ? "at=9999"
        : "after=9999";
      if (id === "forkTown") {
        await open.expects(416, id, command({ at: 9999 }));
        continue;
      }
      const by = id === "getMetering" ? "&by=turn" : "";
      await open.expects(416, id, { query: query + by, headers: { accept: "application/json" } });
    }
  });

  it("422: citizens and operations that there are not", async () => {
    await open.expects(422, "getCitizen", { params: { citizen: "nobody" } });
    await open.expects(422, "listCitizens", { query: "after=nobody" });
    await open.expects(422, "listRelationships", { query: "citizen=nobody" });
    await open.expects(422, "getMetering", { query: "by=citizen&after=nobody" });
    await open.expects(422, "perturbTown", command({ operation: "fly", participants: ["alice"] }));
  });

  it("409: what can't be now", async () => {
    await open.expects(409, "createTown", command({ town_id: "smallville" }));
    await open.expects(409, "controlTown", command({ action: "run_until", until: "day:1" }));
    await open.expects(409, "perturbTown", command({ operation: "greet", participants: ["alice"] }));
    const { text } = await open.expects(409, "publishEvents", {
      params: { id: "elsewhere" },
      query: "after=7",
      headers: LINES,
      body: "",
    });
    expect(text).toContain("after must be the newest event of elsewhere, 0, got 7");
    await open.expects(409, "publishEvents", { headers: LINES, body: "" });
    await open.expects(409, "forkTown", command({ town_id: "elsewhere" }));
    const abroad = await open.expects(409, "forkTown", { params: { id: "elsewhere" }, ...command({}) });
    expect(abroad.text).toContain("elsewhere is an external town");
  });

  it("429: too much at a time, and when to come again", async () => {
    const { expects, town } = await serve({ limits: { towns: 2, perturbations: 1, rebuilds: 2 } });
    await town.flux.step("phase");
    await expects(429, "createTown", command({}));
    await expects(429, "forkTown", command({}));
    await expects(200, "perturbTown", command({ operation: "solo", participants: ["alice"] }));
    await expects(429, "perturbTown", command({ operation: "solo", participants: ["alice"] }));

    const rebuild = town.stateAt.bind(town);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let waiting = 0;
    let bothWait = () => {};
    const both = new Promise<void>((resolve) => (bothWait = resolve));
    town.stateAt = async (seq) => {
      if (++waiting === 2) bothWait();
      await held;
      return rebuild(seq);
    };
    const past = [expects(200, "getState", { query: "at=1" }), expects(200, "getState", { query: "at=2" })];
    await both;
    for (const id of everyOperation(takesAt)) {
      const { headers } = await expects(429, id, { query: "at=3" });
      expect(headers["retry-after"]).toBe("1");
    }
    await expects(200, "getState");
    letGo();
    await Promise.all(past);
    await expects(200, "getState", { query: "at=3" });
  });

  it("429: while others have not taken what they asked for; probes are answered all the same", async () => {
    const { expects } = await serve({ limits: { answerBytes: -1 } });
    const accept = "application/json";
    for (const id of everyOperation((id) => has(id, 429) && !SENT.includes(id))) {
      const { headers } = await expects(429, id, id === "streamEvents" ? { headers: { accept } } : {});
      expect(headers["retry-after"]).toBe("5");
    }
    for (const id of ["getHealth", "getReadiness"]) await expects(200, id);
  });

  it("503: what is over", async () => {
    const over = await serve();
    over.town.close();
    await over.expects(503, "controlTown", command({ action: "pause" }));
    await over.expects(503, "perturbTown", command({ operation: "solo", participants: ["alice"] }));
    over.server.hall.get("elsewhere").town.close();
    await over.expects(503, "publishEvents", { params: { id: "elsewhere" }, headers: LINES, body: "" });

    const { expects, server, clock } = await serve();
    // A server that ends sees off a few viewers at a time, and answers meanwhile.
    const events = `${server.url}/v1/town/smallville/events`;
    const viewers = await Promise.all(Array.from({ length: 12 }, () => SseReader.open(events)));
    const ended = server.close();
    await expects(503, "getReadiness");
    await expects(503, "createTown", command({}));
    await expects(503, "forkTown", command({}));
    await passing(clock, ended);
    for (const viewer of viewers) viewer.close();
  });
});

describe("answers of a server that has its towns from elsewhere", () => {
  it("409: what is decided there; 503: what can't be read from there just now", async () => {
    const { town, expects } = await serve({ madeElsewhere: "this is a gateway" });
    await town.flux.step("day");
    await expects(409, "createTown", command({}));
    await expects(409, "deleteTown");
    const away = new TownError("unavailable", "NATS is away");
    const refuse = () => Promise.reject(away);
    Object.assign(town.log, {
      keyframe: refuse,
      read: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    });
    for (const id of everyOperation(takesAt)) await expects(503, id, { query: "at=1" });
    await expects(200, "getState");
    await expects(503, "listHistory");
    await expects(503, "getEventsTable");
    await expects(503, "streamEvents", { headers: { accept: "application/json" } });
  });
});

it("every answer that is documented was seen", () => {
  expect(DOCUMENTED.filter((answer) => !seen.has(answer))).toEqual([]);
});
