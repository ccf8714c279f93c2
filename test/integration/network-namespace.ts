import { spawnSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import { atExit } from "./at-exit.ts";

/** Another machine's network, as far as a program can tell: one cable leads there, which can be cut. */
export type NetworkNamespace = {
  /** Over there; this machine reaches it while the cable is whole. */
  readonly address: string;
  /** What to put before a command so that it runs over there, under the same pid. */
  readonly command: readonly string[];
  /** From now on packets vanish in both directions; nobody is told, connections stay. */
  cut(): void;
  heal(): void;
  remove(): void;
};

const IP = "ip";

let made = 0;

/**
 * Makes one: a network namespace of its own and a veth pair. It is gone by `remove`, or when the process ends.
 * @throws without root, or without `ip` (iproute2).
 */
export function netns(): NetworkNamespace {
  if (process.getuid?.() !== 0) {
    throw new Error("a network of its own (ip netns) needs root: run the tests as root, in a container for instance");
  }
  // At most 15 characters may name an interface.
  const name = `at${process.pid}n${made++}`;
  const subnet = freeSubnet();
  ip("netns", "add", name);
  const remove = atExit(() => ip("netns", "del", name)); // its end of the cable goes with it, and so the other
  try {
    ip("link", "add", name, "type", "veth", "peer", "name", "far", "netns", name);
    ip("addr", "add", `${subnet}.1/24`, "dev", name);
    ip("-n", name, "addr", "add", `${subnet}.2/24`, "dev", "far");
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "link", "set", "far", "up");
    ip("link", "set", name, "up");
  } catch (error) {
    remove();
    throw error;
  }
  return {
    address: `${subnet}.2`,
    command: [IP, "netns", "exec", name],
    // The far end: with the near one down this machine would say "unreachable" at once, as no broken cable does.
    cut: () => ip("-n", name, "link", "set", "far", "down"),
    heal() {
      ip("-n", name, "link", "set", "far", "up");
      ip("neigh", "flush", "dev", name); // who failed to answer is asked again at once
    },
    remove,
  };
}

/** One of 10.128.0.0/9 that no interface here is in. */
function freeSubnet(): string {
  const taken = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.map(({ address }) => address) ?? [],
  );
  for (;;) {
    const subnet = `10.${128 + Math.floor(Math.random() * 128)}.${Math.floor(Math.random() * 256)}`;
    if (!taken.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(IP, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")} failed: ${error?.message ?? stderr.trim()}`);
}
