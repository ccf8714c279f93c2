import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { until } from "../nats-node.ts";
import * as faults from "./faults.ts";
import { CITIZENS, STREAM, visit } from "./visit.ts";

describe("nothing is lost, doubled or reordered when", () => {
  it("retention overtakes somebody who was away: that one is told", async () => {
    const options = { citizens: CITIZENS, gateways: 1, perturbed: false, writer: ["--nats-max-bytes", "1MiB"] };
    await visit(options, async (world) => {
      const cid = world.watchers.find(({ name }) => name.startsWith("cid"))!;
      await cid.stop();
      const before = cid.resets;
      // Of what has happened meanwhile, the new gateway knows only what the stream still has.
      await world.gateways[0].kill();
      await world.control({ action: "speed", speed: "max" });
      await world.talk(async (nc) => {
        const { streams } = await jetstreamManager(nc);
        await until("retention", async () => (await streams.info(STREAM)).state.first_seq > cid.seq + 1 || undefined);
      });
      await world.control({ action: "speed", speed: 64 });
      world.gateways[0] = await world.startGateway(0);
      cid.start();
      await world.recovered(1, 10_000);
      expect(cid.resets).toBe(before + 1);
      expect(cid.chapters.at(-1)!.reset).toContain("is no longer kept");
    });
  });

  it("a writer that keeps a record is killed and started again with it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "agent-town-record-"));
    const record = ["--record", join(folder, "town.ndjson")];
    await visit({ citizens: CITIZENS, writer: record }, async (world) => {
      const restarted = {
        ...faults.writerKilled,
        heal: async () => void (world.writer = await world.startWriter(...record)),
      };
      await world.endure("writer killed", restarted, 200);
      await world.endure("writer and server killed", faults.both(faults.serverKilled, restarted), 500);
    });
    rmSync(folder, { recursive: true });
  });
});
