import { jetstreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TownEvent } from "../../../src/sim/event.ts";
import { Archive } from "../../../src/stream/nats/archive.ts";
import { deleteStreams, purgeTo } from "../../../src/stream/nats/streams.ts";
import { EVENT_HEADER } from "../../../src/wire/subjects.ts";
import { until } from "../../integration/nats-node.ts";
import type { NatsVersion } from "../../integration/nats-program.ts";
import { events, keep, publish, publishJunk, served, take, testSignal, TOWN } from "./kept-town.ts";

const STREAM = "TOWN_millbrook";

describe.each(["newest", "older"] as const)("the archive of a run, on the %s server", (version) => {
  it("knows what is stored, and reads any part of it", async () => {
    const { link, nc } = await served({ version });
    const said = events(700);
    await keep(nc, said);
    const archive = new Archive(link, TOWN, "r1");
    await archive.refresh();
    expect([archive.firstSeq, archive.lastSeq]).toEqual([1, 700]);
    await fc.assert(
      fc.asyncProperty(fc.nat(700), fc.nat(700), async (after, last) => {
        expect(await take(archive.read(after, last))).toEqual(said.slice(after, last));
      }),
      { numRuns: 12 },
    );
  });

  it("of an empty stream holds nothing", async () => {
    const { link, nc } = await served({ version });
    await keep(nc, [], { firstSeq: 8 });
    const archive = new Archive(link, TOWN, "r1");
    await archive.refresh();
    expect([archive.firstSeq, archive.lastSeq]).toEqual([8, 7]);
    await expect(take(archive.read(7, 8))).rejects.toMatchObject({ code: "unavailable" });
    expect(await take(archive.read(7, 7))).toEqual([]);
  });

  it("does not see what is malformed, wherever it is and whether it was deleted or not", async () => {
    const { link, nc } = await served({ version });
    const said = events(40);
    await keep(nc, []);
    const { streams } = await jetstreamManager(nc);
    const archive = new Archive(link, TOWN, "r1");
    let at = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("event", "kept", "deleted"), { maxLength: 12 }), async (messages) => {
        for (const message of messages) {
          if (message === "event") await publish(nc, said.slice(at, ++at));
          else {
            const sequence = await publishJunk(nc);
            if (message === "deleted") await streams.deleteMessage(STREAM, sequence);
          }
        }
        await archive.refresh();
        if (at > 0) expect([archive.firstSeq, archive.lastSeq]).toEqual([1, at]);
        for (let after = 0; after <= at; after++) {
          expect(await take(archive.read(after, at))).toEqual(said.slice(after, at));
        }
      }),
      { numRuns: 6 },
    );
    expect(at).toBeGreaterThan(5);
    const follower = archive.follow(0, testSignal());
    expect(await take(follower, at)).toEqual(said.slice(0, at));
  });

  it("does not take for an event what only looks like one", async () => {
    const { link, nc } = await served({ version });
    const said = events(4);
    await keep(nc, said.slice(0, 2));
    const third = JSON.stringify(said[2]);
    // The server takes an id but once in a moment, so each is another one.
    await publishJunk(nc, third, named("r1-40"));
    await publishJunk(nc, third.slice(0, -1), named("r1-41"));
    await publishJunk(nc, JSON.stringify({ ...said[2], run_id: "r2" }), named("r1-42"));
    await publishJunk(nc, "null", named("r1-43"));
    await publishJunk(nc, third, named("r1-03"));
    await publishJunk(nc, "", named("r1-0"));
    // An answer to a question about it begins with the headers as they were sent.
    nc.publish(`kgent.town.${TOWN}.a.b`, "", { headers: headers(404, "Message Not Found") });
    nc.publish(`kgent.town.${TOWN}.a.b`, "", { headers: headers(503, "gone") });
    await nc.flush();
    await publish(nc, said.slice(2));
    const archive = new Archive(link, TOWN, "r1");
    expect(await take(archive.read(0, 4))).toEqual(said);
    expect(await take(archive.follow(0, testSignal()), 4)).toEqual(said);
  });

  it("names the first available event when retention has passed one", async () => {
    const { link, nc } = await served({ version });
    const said = events(400);
    await keep(nc, said, { maxBytes: 60_000 });
    const archive = new Archive(link, TOWN, "r1");
    await archive.refresh();
    const { firstSeq } = archive;
    expect(firstSeq).toBeGreaterThan(1);
    expect(archive.lastSeq).toBe(400);
    const words = `event 1 of run r1 is no longer kept: the first available event is ${firstSeq}; start from a snapshot`;
    const refusal = { code: "out_of_range", message: words };
    await expect(take(archive.read(0, 400))).rejects.toMatchObject(refusal);
    await expect(take(archive.follow(0, testSignal()))).rejects.toMatchObject(refusal);
    expect(await take(archive.read(firstSeq - 1, 400))).toEqual(said.slice(firstSeq - 1));
  });

  it("a follower that retention overtakes is told, and skips nothing before", async () => {
    const { link, nc } = await served({ version });
    const said = events(900);
    await keep(nc, said.slice(0, 300), { maxBytes: 400_000 });
    const follower = new Archive(link, TOWN, "r1").follow(0, testSignal());
    const seen = await next(follower, 1);
    await publish(nc, said.slice(300));
    await purgeTo(nc, TOWN, 850);
    await expect(
      (async () => {
        for await (const event of follower) seen.push(event);
      })(),
    ).rejects.toMatchObject({ code: "out_of_range" });
    expect(seen).toEqual(said.slice(0, seen.length));
  });

  it("says that events are missing when somebody has deleted them", async () => {
    const { link, nc } = await served({ version });
    await keep(nc, events(9));
    const { streams } = await jetstreamManager(nc);
    await streams.deleteMessage(STREAM, 5);
    const archive = new Archive(link, TOWN, "r1");
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const { seq } of archive.read(0, 9)) seen.push(seq);
      })(),
    ).rejects.toMatchObject({ code: "corrupt_log", message: expect.stringContaining("event 5 is missing") as string });
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it("does not mix runs", async () => {
    const { link, nc } = await served({ version });
    await keep(nc, events(5, "r2"));
    const archive = new Archive(link, TOWN, "r1");
    const refusal = { code: "conflict", message: "the stream TOWN_millbrook holds run r2 now, not r1" };
    await expect(archive.refresh()).rejects.toMatchObject(refusal);
    await expect(take(archive.read(0, 5))).rejects.toMatchObject(refusal);
    await expect(take(archive.follow(0, testSignal()))).rejects.toMatchObject(refusal);
  });

  it("follows what comes, one by one; break ends it, and an abort, quietly", async () => {
    const { link, nc } = await served({ version });
    const said = events(60);
    await keep(nc, said.slice(0, 10));
    const archive = new Archive(link, TOWN, "r1");
    const follower = archive.follow(4, testSignal());
    const seen = await next(follower, 6);
    for (const event of said.slice(10, 30)) {
      await publish(nc, [event]);
      seen.push(...(await next(follower, 1)));
    }
    expect(seen).toEqual(said.slice(4, 30));
    await follower.return();
    const { streams } = await jetstreamManager(nc);
    const left = async () => (await streams.info(STREAM)).state.consumer_count;
    await until("the follower to leave nothing behind", async () => (await left()) === 0 || undefined);
    expect(await take(archive.follow(28, testSignal()), 2)).toEqual(said.slice(28, 30));

    const abort = new AbortController();
    const other = archive.follow(30, abort.signal);
    const waiting = other.next();
    await publish(nc, said.slice(30, 31));
    expect((await waiting).value).toEqual(said[30]);
    const last = other.next();
    abort.abort();
    expect((await last).done).toBe(true);
  });

  it("a slow follower goes on, whatever comes meanwhile", async () => {
    const { nc, said, states, rest } = await followed(version, 6000, 5);
    await publish(nc, said.slice(5));
    expect(await rest()).toEqual(said);
    expect(states.heard).toEqual(["healthy"]);
  });

  it("survives kill -9 of the server, again and again", async () => {
    const { nats, link } = await served({ version });
    const said = events(80);
    await keep(await link.connected(), said.slice(0, 20));
    const states = new States();
    const follower = new Archive(link, TOWN, "r1").follow(0, testSignal(), states.hear);
    const seen = await next(follower, 20);
    for (let from = 20; from < 80; from += 20) {
      const following = follower.next();
      await states.reach("healthy");
      await nats.kill();
      await states.reach("unhealthy");
      await nats.start();
      await publish(await link.connected(), said.slice(from, from + 20));
      seen.push((await following).value as TownEvent, ...(await next(follower, 19)));
    }
    expect(seen).toEqual(said);
  });

  it("a server that hangs is noticed, and followed on when it answers again", async () => {
    const { nats, link, said, states, rest } = await followed(version, 20, 10);
    nats.pause();
    await states.reach("unhealthy");
    nats.resume();
    await publish(await link.connected(), said.slice(10));
    expect(await rest()).toEqual(said);
  });

  it("an abort ends it at once, also while the server hangs", async () => {
    const { nats, link, nc } = await served({ version });
    await keep(nc, events(3));
    const abort = new AbortController();
    const archive = new Archive(link, TOWN, "r1");
    const following = take(archive.follow(3, abort.signal));
    nats.pause();
    const reading = take(archive.read(0, 3, abort.signal));
    abort.abort();
    expect(await Promise.all([following, reading])).toEqual([[], []]);
    nats.resume();
  });

  it("a stream that is deleted is waited for, also until it has all that was seen", async () => {
    const { nc, said, states, follower, rest } = await followed(version, 30, 10);
    await deleteStreams(nc, TOWN);
    await states.reach("JetStream has no stream TOWN_millbrook now");
    await keep(nc, said.slice(0, 6));
    await states.reach("it holds events up to 6, and event 10 of run r1 has been seen");
    await publish(nc, said.slice(6));
    expect(await rest()).toEqual(said);
    const more = follower.next();
    await states.reach("healthy");
    await publish(nc, events(31).slice(30));
    expect((await more).value).toMatchObject({ seq: 31 });
  });

  it("a stream that is made anew by another run ends it", async () => {
    const { nc, following } = await followed(version, 10, 10);
    await deleteStreams(nc, TOWN);
    await keep(nc, events(12, "r2"));
    await expect(following).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("holds run r2 now, not r1") as string,
    });
  });

  it("while NATS is away says so to who reads, and waits for who follows", async () => {
    const { nats, link, nc } = await served({ version });
    const said = events(3);
    await keep(nc, said);
    const archive = new Archive(link, TOWN, "r1");
    const states = new States();
    await nats.kill();
    await until("the connection to be lost", async () => link.connection === undefined || undefined);
    await expect(archive.refresh()).rejects.toMatchObject({ code: "unavailable" });
    await expect(take(archive.read(0, 3))).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("NATS is away") as string,
    });
    const following = take(archive.follow(0, testSignal(), states.hear), 3);
    await states.reach("NATS is away");
    await nats.start();
    expect(await following).toEqual(said);
  });
});

it("a follower whose consumer thinks that all is well, and delivers nothing, finds out and goes on", async () => {
  const { nc, said, rest } = await followed("newest", 20, 10);
  const { consumers } = await jetstreamManager(nc);
  for await (const { name } of consumers.list(STREAM))
    await consumers.pause(STREAM, name, new Date(Date.now() + 3.6e6));
  await publish(nc, said.slice(10));
  expect(await rest()).toEqual(said);
});

it("in a cluster of three, follows on when the leader is killed, and reads while a replica hangs", async () => {
  const { nats, link } = await served({ nodes: 3 });
  const said = events(120);
  await keep(await link.connected(), said.slice(0, 40), { replicas: 3 });
  const states = new States();
  const archive = new Archive(link, TOWN, "r1");
  const follower = archive.follow(0, testSignal(), states.hear);
  const seen = await next(follower, 40);
  const following = follower.next();
  await states.reach("healthy");
  const leader = await nats.leaderOf(STREAM);
  await leader.kill();
  const heir = await nats.leaderOf(STREAM);
  await until("the cluster to take events again", () =>
    archive.refresh().then(
      () => true,
      () => undefined,
    ),
  );
  await publish(await link.connected(), said.slice(40, 80));
  seen.push((await following).value as TownEvent, ...(await next(follower, 39)));
  expect(seen).toEqual(said.slice(0, 80));

  await leader.start();
  await leader.healthy();
  const url = (link.state as { url?: string }).url ?? "";
  const replica = nats.nodes.find((node) => node !== heir && !url.endsWith(`:${node.port}`));
  replica?.pause();
  expect(replica).toBeDefined();
  expect(await take(archive.read(0, 80))).toEqual(said.slice(0, 80));
  replica?.resume();
});

/** A follower that has seen the first events, all there are by now, and waits for the next; and how to have all that it has seen in the end. */
async function followed(version: NatsVersion, total: number, first: number) {
  const { nats, link, nc } = await served({ version });
  const said = events(total);
  await keep(nc, said.slice(0, first));
  const states = new States();
  const follower = new Archive(link, TOWN, "r1").follow(0, testSignal(), states.hear);
  const seen = await next(follower, first);
  const following = follower.next();
  await states.reach("healthy");
  const rest = async () => [
    ...seen,
    (await following).value as TownEvent,
    ...(await next(follower, total - first - 1)),
  ];
  return { nats, link, nc, said, states, follower, following, rest };
}

/** So many of what comes, leaving the rest for later. */
async function next(follower: AsyncGenerator<TownEvent>, count: number): Promise<TownEvent[]> {
  const list: TownEvent[] = [];
  for (let i = 0; i < count; i++) list.push((await follower.next()).value as TownEvent);
  return list;
}

function named(id: string) {
  const header = headers();
  header.set(EVENT_HEADER, id);
  return header;
}

/** What a follower says of itself. */
class States {
  readonly heard: string[] = [];
  #waiting: { readonly sign: string; readonly reached: () => void }[] = [];

  readonly hear = (healthy: boolean, why: string): void => {
    this.heard.push(healthy ? "healthy" : why);
    this.#waiting = this.#waiting.filter(({ sign, reached }) => {
      if (this.#shows(sign)) reached();
      return !this.#shows(sign);
    });
  };

  /** Resolves when the state that was heard last is that, or has those words. */
  reach(sign: "healthy" | "unhealthy" | (string & {})): Promise<void> {
    if (this.#shows(sign)) return Promise.resolve();
    return new Promise((reached) => this.#waiting.push({ sign, reached }));
  }

  #shows(sign: string): boolean {
    const last = this.heard.at(-1);
    if (last === undefined) return false;
    return sign === "unhealthy" ? last !== "healthy" : last.includes(sign);
  }
}
