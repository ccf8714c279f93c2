import { openSync, closeSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { headers, type NatsConnection } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { EVENT_HEADER, eventStreamName, eventSubjects } from "../../../src/wire/subjects.ts";
import { until, type NatsNode } from "../nats-node.ts";
import { TOWN, type Fault, type World } from "./world.ts";

/** What goes wrong in the world, one thing each. */
export const serverKilled: Fault = {
  ends: ["servers"],
  strike: ({ nats }) => nats.kill(),
  heal: ({ nats }) => nats.start(),
};

/** SIGSTOP: connections stay, and nobody answers. */
export const serverHangs: Fault = {
  strike: async ({ nats }) => nats.pause(),
  heal: async ({ nats }) => nats.resume(),
};

export const storeWiped: Fault = {
  async strike({ nats }) {
    await nats.kill();
    nats.wipe();
  },
  heal: ({ nats }) => nats.start(),
};

/** An operator's mistake, while all runs. */
export const streamDeleted: Fault = {
  strike: (world) => world.talk(async (nc) => void (await (await jetstreamManager(nc)).streams.delete(STREAM))),
  // It is over when somebody has made it anew.
  heal: (world) =>
    world.talk(async (nc) => {
      const { streams } = await jetstreamManager(nc);
      await until("the stream to be there again", () => streams.info(STREAM).catch(() => undefined));
    }),
};

/** Anybody may publish anything on the town's subjects. */
export const garbage: Fault = {
  strike: (world) =>
    world.talk(async (nc) => {
      for (const litter of LITTER) litter(nc, world.head);
      await nc.flush();
    }),
};

const STREAM = eventStreamName(TOWN);
const SUBJECT = eventSubjects(TOWN).replace(">", "morning.greet");
const LITTER: readonly ((nc: NatsConnection, head: number) => void)[] = [
  (nc) => nc.publish(SUBJECT, "hello"),
  (nc) => nc.publish(SUBJECT, new Uint8Array([0, 255, 254, 13, 10, 128])),
  (nc) => nc.publish(SUBJECT),
  (nc) => nc.publish(SUBJECT, "{}", { headers: named("") }),
  (nc) => nc.publish(SUBJECT, "{}", { headers: named("smallville") }),
  (nc, head) => nc.publish(SUBJECT, JSON.stringify({ seq: head + 1 }), { headers: named(`another-run-${head + 1}`) }),
  (nc, head) => nc.publish(SUBJECT, "no JSON", { headers: named(`r-${head + 1}`) }),
  (nc) => nc.publish(SUBJECT, "{}", { headers: named("r-99999999999999999999") }),
  (nc) => nc.publish(eventSubjects(TOWN).replace(">", "a.b.c.d.e"), "deep"),
];

function named(id: string) {
  const header = headers();
  header.set(EVENT_HEADER, id);
  return header;
}

/** The writer dies in the midst of whatever it does, and another process takes its town over. */
export const writerKilled: Fault = {
  ends: ["writer"],
  strike: ({ writer }) => writer.kill(),
  async heal(world) {
    world.writer = await world.startWriter();
  },
};

/** One takes over from a writer that has only slept; it must not write when it wakes, and must say so. */
export const writerHangs: Fault = {
  ends: ["writer"],
  strike: async ({ writer }) => writer.pause(),
  async heal(world) {
    const old = world.writer;
    world.writer = await world.startWriter();
    old.resume();
    const { code } = await old.ended;
    if (code !== 1 || !/another process/.test(old.said))
      throw new Error(`a writer that was taken over ended with ${code}: ${old.said.slice(-1000)}`);
  },
};

/** Its viewers find another one in its place. */
export function gatewayKilled(i: number): Fault {
  return {
    strike: ({ gateways }) => gateways[i].kill(),
    async heal(world) {
      world.gateways[i] = await world.startGateway(i);
    },
  };
}

export function gatewayHangs(i: number): Fault {
  return {
    strike: async ({ gateways }) => gateways[i].pause(),
    heal: async ({ gateways }) => gateways[i].resume(),
  };
}

/** Of three servers the one that leads the town's stream. */
export function leaderKilled(): Fault {
  let leader: NatsNode;
  return {
    async strike({ nats }) {
      leader = await nats.leaderOf(STREAM);
      await leader.kill();
    },
    async heal() {
      await leader.start();
      await leader.healthy();
    },
  };
}

/**
 * Of a server whose store is a small disk. Once it could not write, it must be started again when there is room: the newest refuses
 * the stream's appends until then, the older one says nothing at all any more.
 */
export const diskFull: Fault = {
  async strike({ nats }) {
    const file = openSync(ballast(nats.store), "w");
    try {
      for (const chunk = Buffer.alloc(1 << 16); ;) writeSync(file, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  },
  async heal({ nats }) {
    rmSync(ballast(nats.store));
    await nats.kill();
    await nats.start();
  },
};

function ballast(store: string): string {
  return join(store, "ballast");
}

/** Something else goes wrong meanwhile. */
export function both(one: Fault, other: Fault): Fault {
  const each = async (world: World, what: "strike" | "heal") => {
    await one[what]?.(world);
    await other[what]?.(world);
  };
  const ends = [...(one.ends ?? []), ...(other.ends ?? [])];
  return { ends, strike: (world) => each(world, "strike"), heal: (world) => each(world, "heal") };
}
