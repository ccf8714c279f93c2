import { statfsSync } from "node:fs";
import { connect } from "@nats-io/transport-node";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { until } from "./nats-node.ts";
import { startNats, type Nats } from "./nats-server.ts";
import { netns } from "./network-namespace.ts";
import { tmpfs } from "./tmpfs.ts";

describe.concurrent.each(["newest", "older"] as const)("the %s nats-server", (version) => {
  it("stores a message, and has it after kill -9", async ({ expect }) => {
    const nats = await startNats({ version });
    await store(nats, "hello");
    await nats.kill();
    await expect(stored(nats)).rejects.toThrow();
    await nats.start();
    expect(await stored(nats)).toEqual(["hello"]);
    await nats.stop();
  });

  it("has nothing left when its store was wiped", async ({ expect }) => {
    const nats = await startNats({ version });
    await store(nats, "hello");
    expect(() => nats.wipe()).toThrow("runs, as process");
    await nats.kill();
    nats.wipe();
    await nats.start();
    await expect(stored(nats)).rejects.toThrow("stream not found");
    await nats.stop();
  });

  it("answers nothing while it is paused", async ({ expect }) => {
    const nats = await startNats({ version });
    await store(nats, "hello");
    nats.pause();
    await expect(stored(nats, 300)).rejects.toThrow();
    nats.resume();
    expect(await stored(nats)).toEqual(["hello"]);
    await nats.stop();
  });

  it("as three elects a leader, and another when that one dies", async ({ expect }) => {
    const nats = await startNats({ version, nodes: 3 });
    expect(nats.urls).toHaveLength(3);
    await store(nats, "hello", 3);
    const first = await nats.leaderOf("MEMO");
    await first.kill();
    const second = await nats.leaderOf("MEMO");
    expect(second.name).not.toBe(first.name);
    // The dead one may have led the cluster too, which then takes some seconds to choose another.
    const left = await until("the two that are left", () => stored(nats, 1000).catch(() => undefined));
    expect(left).toEqual(["hello"]);
    await first.start();
    await first.healthy();
    await nats.stop();
  });

  it("can't be reached while the cable is cut, and is there again when it is healed", async ({ expect }) => {
    const network = netns();
    const nats = await startNats({ version, network });
    await store(nats, "hello");
    network.cut();
    await expect(stored(nats, 300)).rejects.toThrow();
    network.heal();
    expect(await stored(nats)).toEqual(["hello"]);
    await nats.stop();
    network.remove();
  });

  it("acknowledges nothing more when the disk is full", async ({ expect }) => {
    const disk = tmpfs(8);
    const nats = await startNats({ version, store: disk.path });
    const filling = async () => {
      for (let i = 0; i < 16; i++) await store(nats, "x".repeat(1 << 20));
    };
    await expect(filling()).rejects.toThrow();
    const { bavail, bsize } = statfsSync(disk.path);
    expect(bavail * bsize).toBeLessThan(2 << 20);
    await nats.stop();
    disk.remove();
  });
});

describe("startNats", () => {
  it("gives the two versions that it says", async () => {
    const [newest, older] = await Promise.all([startNats(), startNats({ version: "older" })]);
    expect(Number(newest.version.split(".")[1])).toBeGreaterThan(Number(older.version.split(".")[1]));
    await Promise.all([newest.stop(), older.stop()]);
  });

  it("refuses those without the password", async () => {
    const nats = await startNats({ auth: "authorization { user: a, password: b }" });
    await expect(connect({ servers: nats.urls })).rejects.toThrow("Authorization");
    await (await connect({ servers: nats.urls, user: "a", pass: "b" })).close();
    await nats.stop();
  });

  it("throws the server's own words when it does not come up", async () => {
    await expect(startNats({ extraConfig: "nonsense: 1" })).rejects.toThrow('unknown field "nonsense"');
  });
});

async function store(nats: Nats, text: string, replicas = 1): Promise<void> {
  const connection = await connect({ servers: nats.urls, reconnect: false, timeout: 1000 });
  try {
    const manager = await jetstreamManager(connection, { timeout: 5000 });
    await manager.streams.add({ name: "MEMO", subjects: ["memo"], num_replicas: replicas });
    await jetstream(connection, { timeout: 1000 }).publish("memo", text);
  } finally {
    await connection.close();
  }
}

/** All that is stored. @throws after `timeout` ms without an answer. */
async function stored(nats: Nats, timeout = 5000): Promise<string[]> {
  const connection = await connect({ servers: nats.urls, reconnect: false, timeout });
  try {
    const manager = await jetstreamManager(connection, { timeout });
    const { state } = await manager.streams.info("MEMO");
    const texts: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      texts.push((await manager.streams.getMessage("MEMO", { seq }))!.string());
    }
    return texts;
  } finally {
    await connection.close();
  }
}
