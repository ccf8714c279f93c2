import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import type { NatsVersion } from "../nats-program.ts";
import { netns, type NetworkNamespace } from "../network-namespace.ts";
import { tmpfs, type SmallDisk } from "../tmpfs.ts";
import * as faults from "./faults.ts";
import { Program } from "./program.ts";
import { check, CITIZENS, inhabited, STREAM, visit } from "./visit.ts";
import { TOWN } from "./world.ts";

/** What can befall a town and a nats-server of this version. */
export function everyFault(version: NatsVersion): void {
  describe(`with the ${version} nats-server nothing is lost, doubled or reordered when`, () => {
    // One after another in one world: each test looks at all that has happened in it until then.
    const world = inhabited(() => ({ version, citizens: CITIZENS }));

    it("it is killed again and again", async () => {
      for (const hold of [0, 500, 50, 1500]) await world().endure("server killed", faults.serverKilled, hold);
      await check(world());
    });

    it("it hangs for eight seconds, which is noticed within three", async () => {
      const { detection } = await world().endure("server hangs", faults.serverHangs, 8000);
      expect(detection).toBeLessThan(3000);
      await check(world());
    });

    it("it is away for longer than its window for duplicates", async () => {
      const [window, outage] = [100, 2000];
      await world().talk(async (nc) => {
        const { streams } = await jetstreamManager(nc);
        const { config } = await streams.update(STREAM, { duplicate_window: window * 1e6 });
        expect(config.duplicate_window).toBe(window * 1e6);
      });
      await world().endure("server hangs", faults.serverHangs, outage);
      await world().endure("server killed", faults.serverKilled, outage);
      await check(world());
    });

    it("somebody publishes nonsense on the town's subjects", async () => {
      for (let i = 0; i < 3; i++) await world().endure("garbage", faults.garbage);
      await check(world());
    });

    it("the stream is deleted, which is then made anew", async () => {
      await world().endure("stream deleted", faults.streamDeleted);
      await check(world());
    });

    it("its store is wiped", async () => {
      await world().endure("store wiped", faults.storeWiped, 200);
      await check(world());
    });

    it("a gateway is killed, or hangs", async () => {
      await world().endure("gateway killed", faults.gatewayKilled(0), 200);
      await world().endure("gateway hangs", faults.gatewayHangs(1), 1000);
      await check(world());
    });

    it("the writer is killed amid its appends and another one takes over", async () => {
      await world().endure("writer killed", faults.writerKilled, 200);
      await world().endure("writer and server killed", faults.both(faults.serverKilled, faults.writerKilled), 500);
      await check(world());
    });

    it("what a writer that had taken over kept is all that is left, and it dies too", async () => {
      await world().endure("store wiped", faults.storeWiped);
      await world().endure("writer killed", faults.writerKilled);
      await check(world());
    });

    it("a writer that only slept wakes beside the one that took over", async () => {
      await world().endure("writer hangs", faults.writerHangs);
      await check(world());
    });

    it("a second process would write the same town", async () => {
      const second = Program.run("a second writer", "serve", "--port", "0", "--nats", world().nats.url);
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.said).toContain(`NATS holds ${TOWN} already`);
      await check(world());
    });
  });

  describe(`with the ${version} nats-server on a machine of its own nothing is lost, doubled or reordered when`, () => {
    let network: NetworkNamespace;
    let disk: SmallDisk;
    const world = inhabited(
      () => {
        network = netns();
        disk = tmpfs(24);
        return { version, citizens: CITIZENS, network, store: disk.path };
      },
      () => {
        network.remove();
        disk.remove();
      },
    );

    it("the cable is cut", async () => {
      await world().endure("link cut", { strike: async () => network.cut(), heal: async () => network.heal() }, 4000);
      await check(world());
    });

    it("its disk is full, until there is room again", async () => {
      await world().endure("disk full", faults.diskFull, 2000);
      await check(world());
    });
  });

  describe(`with three nats-servers (${version}) nothing is lost, doubled or reordered when`, () => {
    it("the one that leads is killed", async () => {
      await visit({ version, nodes: 3, citizens: CITIZENS, writer: ["--nats-replicas", "3"] }, async (world) => {
        await world.endure("garbage", faults.garbage);
        await world.endure("leader killed", faults.leaderKilled(), 3000);
        await world.endure("leader killed", faults.leaderKilled(), 3000);
      });
    });
  });
}
