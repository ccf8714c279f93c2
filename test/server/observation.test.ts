import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serialize } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { startServer } from "../../src/server/town-server.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { HeldClock } from "../stream/held-clock.ts";
import { realClock } from "./conformance/real-clock.ts";

const CONFIG = smallConfig(10, 11);
const RUN = { runId: "r1" };

/** The SHA-256 of the log of a run that nobody could watch: there is no server, no clock and no log. */
function hashUnwatched(days: number): { hash: string; bytes: number } {
  const hash = createHash("sha256");
  const simulation = new Simulation(CONFIG, RUN);
  let bytes = 0;
  while (simulation.town.day <= days) {
    const line = serialize(simulation.next());
    bytes += Buffer.byteLength(line);
    hash.update(line).update("\n");
  }
  return { hash: hash.digest("hex"), bytes };
}

const sockets = new Set<Socket>();
let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await close?.();
  close = undefined;
});

/** The town, served at full speed but not yet begun. */
async function serving() {
  const simulation = new Simulation(CONFIG, RUN);
  const log = new MemoryLog(simulation.town);
  // Its clock passes as the town looks at it: after every few events all else gets its turn, and the town is seen unfolding.
  const town = new LiveTown(simulation, log, { clock: new HeldClock(2), speed: "max", paused: true });
  const server = await startServer({ towns: [town], port: 0, clock: realClock });
  close = () => server.close();
  const port = Number(new URL(server.url).port);
  const { stream } = server.hall.get(town.status.town_id);
  return {
    stream,
    url: server.url,
    /** A client's socket; its request is sent. */
    open: async (query = "", headers = ""): Promise<Socket> => {
      const socket = connect(port, "127.0.0.1");
      sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
      await once(socket, "connect");
      socket.write(`GET /v1/town/smallville/events${query} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
      return socket;
    },
    /** Lets the town live so many days, and hashes its log. */
    live: async (days: number): Promise<string> => {
      const paused = new Promise<void>((resolve) => {
        const stop = town.listen({
          event: () => {},
          announcement: ({ kind }) => {
            if (kind !== "paused") return;
            stop();
            resolve();
          },
        });
      });
      town.flux.runUntil({ day: days + 1, phase: "MORNING" });
      await paused;
      const hash = createHash("sha256");
      for await (const event of log.read({ after: 0 })) {
        hash.update(serialize(event)).update("\n");
        if (event.seq === log.head) break;
      }
      return hash.digest("hex");
    },
  };
}

/** Resolves when the socket has brought so many bytes, or is closed. Until then, and after, it takes what comes. */
function brought(socket: Socket, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    socket.on("data", () => socket.bytesRead >= bytes && resolve());
    socket.on("close", () => resolve());
    socket.resume();
  });
}

const DAYS = 12;
const unwatched = hashUnwatched(DAYS);

describe("the log is the same, byte for byte, whoever watches", () => {
  it("nobody", async () => {
    const { live } = await serving();
    expect(await live(DAYS)).toBe(unwatched.hash);
  });

  it.each([1, 500])("%i clients, from the first event to the last", async (count) => {
    const { open, live, stream } = await serving();
    const clients = await Promise.all(Array.from({ length: count }, () => open()));
    const all = clients.map((client) => brought(client, unwatched.bytes));
    await Promise.all(clients.map((client) => brought(client, 1)));
    expect(stream.watching).toBe(count);
    expect(await live(DAYS)).toBe(unwatched.hash);
    await Promise.all(all);
    expect(stream.watching).toBe(count);
  });

  it("20 clients that take nothing, beside one that takes all", async () => {
    // More than sockets hold.
    const days = 250;
    const { hash, bytes } = hashUnwatched(days);
    const { open, live, stream } = await serving();
    const stalled = await Promise.all(Array.from({ length: 20 }, () => open()));
    for (const client of stalled) client.pause();
    const quick = brought(await open(), bytes);
    expect(await live(days)).toBe(hash);
    await quick;
    for (const client of stalled) expect(client.bytesRead).toBeLessThan(bytes / 10);
    await expect.poll(() => stream.lags(), { timeout: 20_000 }).toEqual({ live: 1, behind: 0, stalled: 20 });
    // Once they take again, all is there.
    await Promise.all(stalled.map((client) => brought(client, bytes)));
  });

  it("40 clients that want only some of it, or lines of JSON", async () => {
    const { open, live, stream } = await serving();
    const lines = await Promise.all(Array.from({ length: 20 }, () => open("", "Accept: application/x-ndjson\r\n")));
    const filtered = await Promise.all(
      Array.from({ length: 20 }, (_, i) => open(`?citizen=alice&operation=${OPERATIONS[i % OPERATIONS.length]}`)),
    );
    const all = [
      ...lines.map((client) => brought(client, unwatched.bytes)),
      ...filtered.map((one) => brought(one, 2000)),
    ];
    await Promise.all([...lines, ...filtered].map((client) => brought(client, 1)));
    expect(stream.watching).toBe(40);
    expect(await live(DAYS)).toBe(unwatched.hash);
    await Promise.all(all);
  });

  it("programs that ask for the state, the past and all that is made of them, and say what they found", async () => {
    const days = 3;
    const { live, url } = await serving();
    const over = new AbortController();
    let answers = 0;
    const ask = async (path: string, init?: RequestInit): Promise<void> => {
      while (!over.signal.aborted) {
        const response = await fetch(`${url}/v1/town/smallville${path}`, init);
        expect(response.ok).toBe(true);
        await response.arrayBuffer();
        answers++;
      }
    };
    const proofs = { method: "POST", headers: { "content-type": "application/json" }, body: PROOFS };
    const asking = [...VIEWS.map((path) => ask(path)), ask("/proofs", proofs)];
    const hash = await live(days);
    const during = answers;
    over.abort();
    await Promise.all(asking);
    expect(hash).toBe(hashUnwatched(days).hash);
    expect(during).toBeGreaterThan(VIEWS.length);
  });

  it("20 clients that reload all the time", async () => {
    const { open, live } = await serving();
    const over = new AbortController();
    let reloads = 0;
    const reload = async (place: number): Promise<void> => {
      while (!over.signal.aborted) {
        const client = await open(place % 2 === 0 ? "" : "?from=1");
        await brought(client, 1 + place * 500);
        client.destroy();
        reloads++;
      }
    };
    const reloading = Array.from({ length: 20 }, (_, place) => reload(place));
    const hash = await live(DAYS);
    const during = reloads;
    over.abort();
    await Promise.all(reloading);
    expect(hash).toBe(unwatched.hash);
    expect(during).toBeGreaterThan(20);
  });
});

const OPERATIONS = ["greet", "gossip", "trade", "solo"];

const PROOFS = JSON.stringify({ verified: 3, diverged: 1 });

const VIEWS = [
  ["", "/state", "/state?at=0", "/citizens?lod=5", "/citizens/alice", "/coalitions", "/lifelines", "/regions"],
  ["/relationships", "/measures", "/measures/phases", "/metering", "/scatter?projection=pca&format=svg", "/history"],
].flat();
