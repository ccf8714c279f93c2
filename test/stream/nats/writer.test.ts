import { afterEach, describe, expect, it } from "vitest";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import type { Town } from "../../../src/stream/town.ts";
import { Shelf } from "../../../src/stream/nats/shelf.ts";
import { listTowns } from "../../../src/stream/nats/streams.ts";
import { until } from "../../integration/nats-node.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { writing } from "./over-nats.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function process(): Promise<{ nats: Nats; writer: Awaited<ReturnType<typeof writing>> }> {
  const nats = await startNats();
  endings.push(() => nats.stop());
  const writer = await writing(nats);
  endings.push(() => writer.end());
  await writer.town.control({ action: "step", by: "day" });
  await writer.confirmed();
  return { nats, writer };
}

const ANOTHER = { config: smallConfig(7, 4), kind: "simulated", speed: 1, paused: true } as const;

/** Resolves when all that has happened in a town is in NATS. */
async function copied(town: Town): Promise<void> {
  await until("all of it to be in NATS", async () => {
    const { nats, seq } = town.status;
    expect(nats?.breaker).not.toBe("fenced");
    return (nats?.breaker === "closed" && nats.confirmed === seq) || undefined;
  });
}

describe("a process that writes towns to NATS", () => {
  it("makes another town of the same id as soon as one is over, and NATS holds that one", async () => {
    const { writer } = await process();
    for (let time = 0; time < 5; time++) {
      writer.hall.delete("smallville");
      const { town } = writer.hall.create(ANOTHER);
      await town.control({ action: "step", by: "day" });
      await copied(town);
      expect((await new Shelf(writer.link, "smallville").read())?.run_id).toBe(town.status.run_id);
    }
  });

  it("removes a town from NATS that was over while that was away", async () => {
    const { nats, writer } = await process();
    await nats.kill();
    writer.hall.delete("smallville");
    await nats.start();
    const nc = await writer.link.connected();
    await until("the town to be gone", async () => (await listTowns(nc)).length === 0 || undefined);
  });

  it("tells what happens in a town whose id was another's until a moment ago, also while NATS hangs", async () => {
    const { nats, writer } = await process();
    nats.pause();
    writer.hall.delete("smallville");
    const { town } = writer.hall.create(ANOTHER);
    await town.control({ action: "step", by: "day" });
    expect(town.status.seq).toBeGreaterThan(0);
    nats.resume();
    await copied(town);
  });

  it("leaves a town in NATS that another process has taken over", async () => {
    const { writer } = await process();
    const shelf = new Shelf(writer.link, "smallville");
    await shelf.claim({ runId: "r1", kind: "simulated", config: ANOTHER.config, writer: "another" });
    writer.hall.delete("smallville");
    const { town } = writer.hall.create(ANOTHER);
    await until("the other one to be told so", async () => town.status.nats?.breaker === "fenced" || undefined);
    expect((await shelf.read())?.writer).toBe("another");
  });
});
