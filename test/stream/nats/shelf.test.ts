import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { snapshot, type TownSnapshot } from "../../../src/sim/snapshot.ts";
import { Shelf } from "../../../src/stream/nats/shelf.ts";
import { takeOver } from "../../../src/stream/nats/take-over.ts";
import { events, keep, served, TOWN } from "./kept-town.ts";

const config = smallConfig(7, 3, TOWN);
const claimOf = (writer: string, runId = "r1") => ({ runId, kind: "simulated", config, writer }) as const;

/** The states of a run after 0, 1, 2, ... events. */
function states(count: number, runId = "r1"): TownSnapshot[] {
  const run = new Simulation(config, { runId });
  return Array.from({ length: count }, (_, i) => {
    if (i > 0) run.next();
    return snapshot(run.town);
  });
}

/** A state too large for one message even when packed. */
function large(state: TownSnapshot): TownSnapshot {
  return { ...state, mourned: [{ id: "c", name: randomBytes(500_000).toString("hex"), members: [], day: 1, seq: 1 }] };
}

describe.each(["newest", "older"] as const)("the shelf of a town, on the %s server", (version) => {
  it("holds nothing until the town is claimed; then whose it is, its configuration, and states", async () => {
    const { link } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    expect(await shelf.read()).toBeUndefined();
    await shelf.claim(claimOf("alice"));
    const [, first, second] = states(3);
    expect(await shelf.put("alice", first)).toBe(true);
    expect(await shelf.put("alice", second)).toBe(true);
    expect(await shelf.put("alice", second)).toBe(true);
    const index = (await shelf.read())!;
    expect(index).toMatchObject({ format: 1, run_id: "r1", kind: "simulated", writer: "alice" });
    expect(index.keyframes.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await shelf.config(index)).toEqual(config);
    expect(await shelf.keyframe(index, 0)).toBeUndefined();
    expect(await shelf.keyframe(index, 1)).toEqual(first);
    expect(await shelf.keyframe(index, 99)).toEqual(second);
  });

  it("a state of many messages comes back as it was", async () => {
    const { link } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    const state = large(states(2)[1]);
    await shelf.put("alice", state);
    const index = (await shelf.read())!;
    expect(index.keyframes[0].parts).toBeGreaterThan(1);
    expect(await shelf.keyframe(index, 1)).toEqual(state);
  });

  it("who takes the town over drops the states that lead to what is no longer stored", async () => {
    const { link, nc } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    await keep(nc, events(20));
    const all = states(31);
    for (const seq of [10, 20, 30]) await shelf.put("alice", all[seq]);
    const { state, since } = await takeOver(link, TOWN, "bob");
    expect(state.seq + since.length).toBe(20);
    const index = (await shelf.read())!;
    expect(index).toMatchObject({ writer: "bob", keyframes: [{ seq: 10 }, { seq: 20 }] });
    expect(await shelf.keyframe(index, 30)).toEqual(all[20]);
    await shelf.truncate("alice", 0);
    expect(await shelf.read()).toEqual(index);
  });

  it("is empty where the index names a run that no event could be of", async () => {
    const { link, nc } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    const index = await shelf.read();
    for (const run_id of ["", "r1-", "r1\nid: 7", "r".repeat(65), "<b>"]) {
      nc.publish(`kgent.state.${TOWN}.index`, JSON.stringify({ ...index, run_id }));
      await nc.flush();
      expect(await shelf.read()).toBeUndefined();
    }
  });

  it("who takes the town over keeps the states of the run, and the other can put no more", async () => {
    const { link } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    const [founding, first, second] = states(3);
    await shelf.claim(claimOf("alice"));
    await shelf.put("alice", first);
    await shelf.claim(claimOf("bob"));
    expect(await shelf.put("alice", second)).toBe(false);
    const index = (await shelf.read())!;
    expect(index.writer).toBe("bob");
    expect(await shelf.keyframe(index, 2)).toEqual(first);
    expect(await shelf.put("bob", states(2, "r2")[1])).toBe(false);
    await shelf.claim(claimOf("carol", "r2"));
    const other = (await shelf.read())!;
    expect(other).toMatchObject({ run_id: "r2", writer: "carol", keyframes: [] });
    expect(await shelf.put("carol", founding)).toBe(false);
    // Nothing of the first run is left but the configuration, which is the same.
    expect(await keysIn(link)).toEqual([other.config.key]);
  });

  it("of many that claim it at once one has it, and the others are told or know that it was theirs before", async () => {
    const { link } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    const names = ["alice", "bob", "carol", "dave"];
    const results = await Promise.allSettled(names.map((name) => shelf.claim(claimOf(name))));
    const index = (await shelf.read())!;
    expect(results[names.indexOf(index.writer)].status).toBe("fulfilled");
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
    expect(await shelf.config(index)).toEqual(config);
  });

  it("a state that is damaged is as if it weren't there", async () => {
    const { link, nc } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    const [, first, second, third] = states(4);
    for (const state of [first, second, third]) await shelf.put("alice", state);
    const index = (await shelf.read())!;
    const { streams } = await jetstreamManager(nc);
    await streams.purge("TOWN_millbrook_STATE", { filter: `kgent.state.millbrook.blob.${index.keyframes[2].key}.0` });
    expect(await shelf.keyframe(index, 3)).toEqual(second);
    await nc.request(`kgent.state.millbrook.blob.${index.keyframes[1].key}.0`, "junk");
    expect(await shelf.keyframe(index, 3)).toEqual(first);
    await nc.request(`kgent.state.millbrook.blob.${index.config.key}.0`, "junk");
    await expect(shelf.config(index)).rejects.toMatchObject({ code: "corrupt_log" });
  });

  it("an index that is no index is none, and can be claimed", async () => {
    const { link, nc } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    await nc.request("kgent.state.millbrook.index", '{"format":1,"keyframes":[]}');
    expect(await shelf.read()).toBeUndefined();
    expect(await shelf.put("alice", states(1)[0])).toBe(false);
    await shelf.claim(claimOf("alice"));
    expect((await shelf.read())?.writer).toBe("alice");
  });

  it("while NATS is away says so, and afterwards has all it had", async () => {
    const { nats, link } = await served({ version });
    const shelf = new Shelf(link, TOWN);
    await shelf.claim(claimOf("alice"));
    await shelf.put("alice", states(2)[1]);
    const before = await shelf.read();
    await nats.kill();
    await expect(shelf.read()).rejects.toMatchObject({ code: "unavailable" });
    await expect(shelf.put("alice", states(3)[2])).rejects.toMatchObject({ code: "unavailable" });
    await nats.start();
    await link.connected();
    expect(await shelf.read()).toEqual(before);
    expect(await shelf.keyframe(before!, 5)).toEqual(states(2)[1]);
  });
});

it("of 200 states at most 64 are kept, evenly, with the first and the newest; and nothing of the others", async () => {
  const { link } = await served();
  const shelf = new Shelf(link, TOWN);
  await shelf.claim(claimOf("alice"));
  for (const state of states(201).slice(1)) await shelf.put("alice", state);
  const index = (await shelf.read())!;
  const seqs = index.keyframes.map(({ seq }) => seq);
  expect(seqs.length).toBe(64);
  expect([seqs[0], seqs.at(-1)]).toEqual([1, 200]);
  const gaps = seqs.slice(1).map((seq, i) => seq - seqs[i]);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.ceil(200 / 64));
  expect(await keysIn(link)).toEqual([index.config, ...index.keyframes].map(({ key }) => key).sort());
});

it("states that nobody can go on from are dropped, save the newest of them", async () => {
  const { link } = await served();
  const shelf = new Shelf(link, TOWN);
  await shelf.claim(claimOf("alice"));
  const all = states(61);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { minLength: 1, maxLength: 6 }),
      fc.nat(70),
      async (seqs, firstSeq) => {
        await shelf.claim(claimOf("alice", "r0"));
        await shelf.claim(claimOf("alice"));
        for (const seq of seqs) await shelf.put("alice", all[seq]);
        await shelf.put("alice", all[60], firstSeq);
        const kept = [...seqs, 60].sort((a, b) => a - b);
        // Event firstSeq follows the state firstSeq - 1.
        const oldest = kept.findLast((seq) => seq < firstSeq - 1) ?? 0;
        expect((await shelf.read())!.keyframes.map(({ seq }) => seq)).toEqual(kept.filter((seq) => seq >= oldest));
      },
    ),
    { numRuns: 8 },
  );
});

/** The keys of all blobs in the stream, whether anything names them or not. */
async function keysIn(link: { connected(): Promise<Parameters<typeof jetstreamManager>[0]> }): Promise<string[]> {
  const { streams } = await jetstreamManager(await link.connected());
  const { state } = await streams.info("TOWN_millbrook_STATE", { subjects_filter: "kgent.state.millbrook.blob.>" });
  return [...new Set(Object.keys(state.subjects ?? {}).map((subject) => subject.split(".")[4]))].sort();
}
