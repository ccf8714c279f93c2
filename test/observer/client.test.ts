import { existsSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { createClient, type StreamMessage } from "../../src/observer/client.ts";
import { TownError } from "../../src/sim/error.ts";
import type { Manifest } from "../../src/sim/manifest.ts";
import type { TownSnapshot } from "../../src/sim/snapshot.ts";
import { openTown } from "../server/open-town.ts";
import { HeldTimers } from "./held-timers.ts";
import { FakeTown, settled, until } from "./fake-town.ts";

type Open = Awaited<ReturnType<typeof openTown>>;
let open: Open | undefined;

async function served(...options: Parameters<typeof openTown>) {
  open = await openTown(...options);
  return { ...open, client: createClient({ url: `${open.url}/`, token: options[0]?.token }) };
}

afterEach(async () => {
  await open?.end();
  open = undefined;
});

const smallville = { id: "smallville" };

describe("the client", () => {
  it("asks and is answered in the contract's types", async () => {
    const { client, town } = await served();
    await town.flux.step("phase");
    const { towns } = await client.get("/v1/town", {});
    expect(towns.map((known) => known.town_id)).toEqual(["smallville"]);
    const state: TownSnapshot = await client.get("/v1/town/{id}/state", { ...smallville, at: 3 });
    expect(state.seq).toBe(3);
    const answer = await client.get("/v1/town/{id}/citizens/{citizen}", { ...smallville, citizen: "bob", lod: 1 });
    const citizen: Manifest = answer.citizen;
    expect(citizen).toMatchObject({ id: "bob", activity: expect.any(String) as string });
    const { events } = await client.get("/v1/town/{id}/history", { ...smallville, operation: ["greet", "trade"] });
    for (const event of events) expect(["greet", "trade"]).toContain(event.type === "town_event" && event.operation);
  });

  it("refuses, before anything runs, what the contract does not know", () => {
    const client = createClient({ url: "http://town.example" });
    const wrong = () => {
      // @ts-expect-error there is no such path
      void client.get("/v1/towns", {});
      // @ts-expect-error it needs to be told which town
      void client.get("/v1/town/{id}", {});
      // @ts-expect-error a level of detail is a number
      void client.get("/v1/town/{id}/citizens", { id: "a", lod: "2" });
      // @ts-expect-error a town is not told to dance
      void client.post("/v1/town/{id}/control", { id: "a" }, { action: "dance" });
      // @ts-expect-error what has no pages can't be paged through
      void client.pages("/v1/town/{id}/state", { id: "a" });
    };
    expect(wrong).toBeTypeOf("function");
  });

  it("commands, with its token, and throws the server's refusals with their codes", async () => {
    const { client, url } = await served({ token: "to-command-123456" });
    const { paused, seq } = await client.post("/v1/town/{id}/control", smallville, { action: "step" });
    expect({ paused, seq }).toEqual({ paused: true, seq: 1 });
    const event = await client.post("/v1/town/{id}/perturb", smallville, {
      operation: "solo",
      participants: ["alice"],
    });
    expect(event.message).toContain("Alice");
    const refused = client.post("/v1/town/{id}/perturb", smallville, { operation: "fly", participants: [] });
    await expect(refused).rejects.toThrow(TownError);
    await expect(refused).rejects.toMatchObject({ code: "unknown_operation" });
    const stranger = createClient({ url });
    await expect(stranger.post("/v1/town/{id}/control", smallville, { action: "pause" })).rejects.toMatchObject({
      code: "unauthorized",
    });
  });

  it("makes towns, publishes into them, and ends them", async () => {
    const { client } = await served();
    const made = await client.post("/v1/town", {}, { town_id: "abroad", kind: "external", citizens: 3 });
    expect(made).toMatchObject({ kind: "external", citizens: 3, seq: 0 });
    const wave = { operation: "wave", participant_ids: ["alice"], effects: [] };
    expect(await client.publish("abroad", [wave, wave], { after: 0 })).toEqual({ first: 1, last: 2 });
    await expect(client.publish("abroad", [wave], { after: 0 })).rejects.toMatchObject({ code: "conflict" });
    await client.delete("/v1/town/{id}", { id: "abroad" });
    await expect(client.get("/v1/town/{id}", { id: "abroad" })).rejects.toMatchObject({ code: "unknown_town" });
  });

  it("turns the pages of a long list, each when it is wanted", async () => {
    const { client, town } = await served();
    await town.flux.step("day");
    const pages: string[][] = [];
    for await (const { citizens } of client.pages("/v1/town/{id}/citizens", { ...smallville, lod: 0, limit: 3 })) {
      pages.push(citizens.map(({ id }) => id));
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(town.snapshot().citizens.map(({ id }) => id));
    const seqs: number[] = [];
    for await (const { events } of client.pages("/v1/town/{id}/history", { ...smallville, limit: 4 })) {
      seqs.push(...events.map(({ seq }) => seq));
      if (seqs.length > 8) break;
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("says so when there is no server", async () => {
    const client = createClient({ url: "http://127.0.0.1:1" });
    await expect(client.get("/v1/town", {})).rejects.toMatchObject({
      code: "closed",
      message: "the town's server at http://127.0.0.1:1 cannot be reached; is it running?",
    });
  });

  it("follows a town from its first event to its last", async () => {
    const { client, town } = await served();
    const heard: StreamMessage[] = [];
    const following = (async () => {
      for await (const message of client.events({ ...smallville, from: 1 })) heard.push(message);
    })();
    await town.flux.step("phase");
    await until(() => heard.length === town.status.seq);
    town.close();
    await following;
    const seqs = heard.flatMap((message) => ("seq" in message ? [message.seq] : []));
    expect(seqs).toEqual(Array.from({ length: town.status.seq }, (_, i) => i + 1));
    expect(heard.at(-1)).toMatchObject({ type: "town_status", kind: "finished" });
  });
});

describe("a stream that is followed", () => {
  const fake = () => {
    const town = new FakeTown();
    const timers = new HeldTimers();
    const client = createClient({ url: "http://host", fetch: town.fetch, timers });
    const heard: StreamMessage[] = [];
    const abort = new AbortController();
    const follow = async () => {
      for await (const message of client.events({ id: "smallville" }, { signal: abort.signal })) heard.push(message);
    };
    const seqs = () => heard.flatMap((message) => ("seq" in message ? [message.seq] : []));
    return { town, timers, heard, abort, follow, seqs };
  };

  it("goes on where it broke, after a while, and misses and doubles nothing", async () => {
    const { town, timers, abort, follow, seqs } = fake();
    const following = follow();
    await until(() => town.watching === 1);
    town.go(3);
    await until(() => seqs().length === 4);
    for (let cut = 0; cut < 3; cut++) {
      town.breakDown();
      town.silently(2);
      await settled();
      timers.advance(60_000);
      await until(() => town.watching === 1);
      await settled();
    }
    expect(seqs()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(town.requests.at(-1)!.path).toBe("/events?last_event_id=run-a-7");
    abort.abort();
    await following;
    expect(town.watching).toBe(0);
  });

  it("is tried again when it says nothing, not even that nothing is new", async () => {
    const { town, timers, abort, follow } = fake();
    const following = follow();
    await until(() => town.watching === 1);
    await settled();
    timers.advance(36_000);
    await settled();
    timers.advance(60_000);
    await until(() => town.requests.length === 2);
    abort.abort();
    await following;
  });

  it("throws what is refused for good, and waits out what may pass", async () => {
    const { town, timers, follow } = fake();
    const refuse = (code: "too_many" | "unauthorized", status: number) => () =>
      Response.json({ code, detail: "no" }, { status });
    town.surprises.push(refuse("too_many", 429), refuse("unauthorized", 401));
    const following = follow();
    following.catch(() => {});
    await until(() => town.requests.length === 1);
    await settled();
    timers.advance(60_000);
    await expect(following).rejects.toMatchObject({ code: "unauthorized", message: "no" });
    expect(town.requests).toHaveLength(2);
  });

  it("lets go of its connection when its reader breaks off", async () => {
    const { town, heard } = fake();
    const client = createClient({ url: "http://host", fetch: town.fetch, timers: new HeldTimers() });
    for await (const message of client.events({ id: "smallville" })) {
      heard.push(message);
      break;
    }
    expect(heard).toHaveLength(1);
    await settled();
    expect(town.watching).toBe(0);
  });
});

it("does what docs/api.md shows", async () => {
  const { url, town } = await served();
  const shown = /^```ts\nimport [^\n]+\n([^]*?)^```$/m.exec(readFileSync("docs/api.md", "utf8"))![1];
  const said: unknown[][] = [];
  const here = {
    createClient: () => createClient({ url }),
    console: { log: (...words: unknown[]) => said.push(words) },
  };
  await runInNewContext(`(async () => {${shown}})()`, here);
  expect(said[0]).toEqual([expect.stringMatching(/^Alice, Innkeeper, is \w+$/)]);
  const trades: unknown[][] = [];
  for await (const event of town.log.read({ after: 0 })) {
    if (event.type === "town_event" && event.operation === "trade") trades.push([event.seq, event.message]);
    if (event.seq === town.status.seq) break;
  }
  expect(said.slice(5, -2)).toEqual(trades);
  expect(said.at(-2)).toEqual(["smallville-2 left smallville at event 12"]);
  expect(said.at(-1)).toEqual(["town_snapshot"]);
});

it("is exported by the package, types and all", () => {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    exports: Record<string, { types: string; default: string }>;
  };
  for (const [name, { types, default: file }] of Object.entries(exports)) {
    if (name === "./package.json") continue;
    expect(existsSync(file), file).toBe(true);
    expect(existsSync(types.replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, ".ts")), types).toBe(true);
  }
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(["./client", "./observer", "./widgets"]));
});
