import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";
import { freePorts } from "./free-ports.ts";
import { NatsNode, until } from "./nats-node.ts";
import { natsProgram, type NatsVersion } from "./nats-program.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

export type NatsOptions = {
  /** Default newest. */
  readonly version?: NatsVersion;
  /** 3 are a cluster, where streams may have 3 replicas. Default 1. */
  readonly nodes?: 1 | 3;
  /** Every append is on the disk before it is acknowledged. The older server can't (2.10 began it). */
  readonly sync?: boolean;
  /** A folder that is there and stays; else one is made and removed by `stop`. */
  readonly store?: string;
  /** How much JetStream may store, default "4GB". */
  readonly maxFile?: string;
  /** The first node's; each other's is one more. Default free ones. */
  readonly port?: number;
  /** Default "8MB". */
  readonly maxPayload?: string;
  /** Lines of the configuration that say who may connect, such as `authorization { user: a, password: b }`. */
  readonly auth?: string;
  /** Any other lines of the configuration, `tls { ... }` for one. */
  readonly extraConfig?: string;
  /** Where it runs, default 127.0.0.1 of this machine. */
  readonly network?: NetworkNamespace;
};

/** One real nats-server with JetStream, or three as a cluster. Its verbs go to all nodes; each node has them too. */
export type Nats = {
  /** Of all nodes, comma-separated, without credentials: `nats://127.0.0.1:15001`. */
  readonly url: string;
  readonly urls: string[];
  /** The first node's. */
  readonly port: number;
  readonly store: string;
  /** As the server tells it, `2.15.1`. */
  readonly version: string;
  readonly nodes: readonly NatsNode[];
  /** SIGKILL, as when a machine dies, and waits for the end. */
  kill(): Promise<void>;
  /** Again, at the same ports and on the same store; waits until JetStream answers. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay and nobody answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends it gently, and removes the store that it made. */
  stop(): Promise<void>;
  /** Empties the store. @throws while it runs. */
  wipe(): void;
  /** The node that leads a stream, waiting up to 15 s until one that runs does. Of a stream with one replica: the one that has it. */
  leaderOf(stream: string): Promise<NatsNode>;
};

/**
 * Starts it and waits until JetStream answers. Nothing of it outlives this process.
 * @throws with the server's own words when it does not come up.
 */
export async function startNats(options: NatsOptions = {}): Promise<Nats> {
  const { nodes: count = 1, version = "newest", network } = options;
  const folder = mkdtempSync(join(tmpdir(), "agent-town-nats-"));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 9 }));
  const store = options.store ?? join(folder, "store");
  const host = network?.address ?? "127.0.0.1";
  const free = await freePorts(count * 3);
  const ports = Array.from({ length: count }, (_, i) => (options.port === undefined ? free[i] : options.port + i));
  const routes = free.slice(count, count * 2);
  const nodes = ports.map((port, i) => {
    const name = `n${i + 1}`;
    const kept = count === 1 ? store : join(store, name);
    mkdirSync(kept, { recursive: true });
    const cluster =
      count === 1 ? undefined : { listen: `${host}:${routes[i]}`, routes: routes.map((at) => `nats://${host}:${at}`) };
    const monitor = free[count * 2 + i];
    const config = configuration(options, { name, host, port, monitor, store: kept, cluster });
    return new NatsNode({
      name,
      host,
      port,
      monitor,
      store: kept,
      folder,
      config,
      program: natsProgram(version),
      network,
    });
  });

  const start = async () => {
    await Promise.all(nodes.map((node) => node.start()));
    await Promise.all(nodes.map((node) => node.healthy()));
  };
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    forget();
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: nodes.map((node) => node.url).join(","),
    urls: nodes.map((node) => node.url),
    port: ports[0],
    store,
    version: await nodes[0].version(),
    nodes,
    start,
    stop,
    async kill() {
      await Promise.all(nodes.map((node) => node.kill()));
    },
    pause: () => nodes.forEach((node) => node.pause()),
    resume: () => nodes.forEach((node) => node.resume()),
    wipe: () => nodes.forEach((node) => node.wipe()),
    leaderOf: (stream) => leaderOf(nodes, stream),
  };
}

type Place = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly monitor: number;
  readonly store: string;
  readonly cluster: { readonly listen: string; readonly routes: readonly string[] } | undefined;
};

function configuration(options: NatsOptions, { name, host, port, monitor, store, cluster }: Place): string {
  const { sync = false, maxFile = "4GB", maxPayload = "8MB", auth = "", extraConfig = "" } = options;
  const lines = [
    `server_name: ${name}`,
    `listen: "${host}:${port}"`,
    `http: "${host}:${monitor}"`,
    `max_payload: ${maxPayload}`,
    `jetstream { store_dir: ${JSON.stringify(store)}, max_file: ${maxFile}${sync ? ", sync_interval: always" : ""} }`,
  ];
  if (cluster)
    lines.push(`cluster { name: town, listen: "${cluster.listen}", routes: ${JSON.stringify(cluster.routes)} }`);
  return [...lines, auth, extraConfig, ""].join("\n");
}

async function leaderOf(nodes: readonly NatsNode[], stream: string): Promise<NatsNode> {
  return until(`a leader of the stream ${stream}`, async () => {
    for (const node of nodes) {
      const leader = node.answers ? await node.leaderOf(stream) : undefined;
      const found = nodes.find(({ name, answers }) => name === leader && answers);
      if (found) return found;
    }
    return undefined;
  });
}
