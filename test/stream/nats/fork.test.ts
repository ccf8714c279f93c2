import { afterEach, describe, expect, it } from "vitest";
import { digest } from "../../../src/sim/digest.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { fork, heritageAt } from "../../../src/stream/fork.ts";
import { goOn } from "../../../src/stream/heritage.ts";
import type { LiveTown } from "../../../src/stream/live-town.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";
import { NatsLink } from "../../../src/stream/nats/connection.ts";
import { NatsWriter } from "../../../src/stream/nats/writer.ts";
import { until } from "../../integration/nats-node.ts";
import { startNats } from "../../integration/nats-server.ts";
import { realClock } from "../../server/conformance/real-clock.ts";
import { showing, writing } from "./over-nats.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A process whose smallville has been forked in the midst of a phase, with a seed of its own. */
async function forking() {
  const nats = await startNats();
  endings.push(() => nats.stop());
  const writer = await writing(nats);
  await writer.town.control({ action: "step", by: "day" });
  for (let i = 0; i < 6; i++) await writer.town.control({ action: "step" });
  const room = await writer.hall.fork("smallville", { seed: 8, paused: true });
  const town = room.town as LiveTown;
  const copied = () =>
    until("the fork to be in NATS", async () => {
      const { nats: copy, seq } = town.status;
      return (copy?.breaker === "closed" && copy.confirmed === seq) || undefined;
    });
  return { nats, writer, town, copied };
}

/** What would happen in the fork if nobody died, from where it was made. */
async function wouldBe(parent: LiveTown, run_id: string, at: number, length: number) {
  const heritage = fork(await heritageAt(parent, at), { town_id: "smallville-2", seed: 8 });
  const named = { ...heritage, state: { ...heritage.state, run_id } };
  const since = heritage.since.map((event) => ({ ...event, run_id }));
  const run = goOn({ ...named, since }, new MemoryLog(named.state));
  return Array.from({ length }, (): TownEvent => run.next());
}

describe("a fork in NATS", () => {
  it("is taken over from the midst of the phase in which it was forked, and goes on by the seeds it had", async () => {
    const { nats, writer, town, copied } = await forking();
    const { seq, run_id } = town.status;
    const expected = await wouldBe(writer.town as LiveTown, run_id, seq, 300);
    for (let i = 0; i < 2; i++) await town.control({ action: "step" });
    await copied();
    await writer.die();

    const link = new NatsLink({ servers: nats.urls, name: "successor" });
    endings.push(() => link.close());
    await link.connected();
    const successor = new NatsWriter({ link, clock: realClock });
    const heritage = await successor.takeOver("smallville-2");
    expect(heritage.config).toEqual(town.config);
    const run = goOn(heritage, successor.newLog(heritage.config, heritage.state));
    expect(run.town.seq).toBe(seq + 2);
    expect(digest(run.town)).toBe(digest(town.state));
    expect(Array.from({ length: 298 }, () => run.next())).toEqual(expected.slice(2));
  });

  it("is followed by gateways, which say where it comes from, and fork nothing themselves", async () => {
    const { nats, writer, town, copied } = await forking();
    endings.push(() => writer.end());
    await town.control({ action: "step", by: "day" });
    await copied();
    const gateway = await showing(nats);
    endings.push(() => gateway.end());
    await gateway.reached(town.status.seq, town.status.run_id);
    const { text } = await gateway.get("/smallville-2");
    const { lineage } = JSON.parse(text) as { lineage: unknown };
    expect(lineage).toEqual({ town_id: "smallville", run_id: "r1", seq: town.config.lineage!.seq });
    expect(await gateway.post("/smallville-2/fork", {})).toMatchObject({ status: 409 });
  });
});
