import { setTimeout as wait } from "node:timers/promises";
import type { NatsVersion } from "../nats-program.ts";
import { LAWS, type Violation } from "./checker.ts";
import type { History } from "./history.ts";
import { schedule } from "./schedule.ts";
import { World, type Endured } from "./world.ts";

export type ChaosOptions = {
  readonly seed: number;
  readonly minutes: number;
  /** Default newest. */
  readonly version?: NatsVersion;
  /** Default 1. */
  readonly nodes?: 1 | 3;
  /** Hears of every fault, when all have recovered from it. */
  readonly progress?: (line: string) => void;
};

export type ChaosReport = {
  readonly violations: readonly Violation[];
  /** For people. */
  readonly text: string;
};

/** Lets one thing after another go wrong in a world for so long, in an order that the seed decides, and looks at what is left. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, minutes, version = "newest", nodes = 1, progress = () => {} } = options;
  const writer = ["--nats-replicas", `${nodes}`];
  const world = await World.open({ seed, version, nodes, citizens: 100, writer });
  try {
    const began = performance.now();
    const end = began + minutes * 60_000;
    for (const { name, fault, after, hold } of schedule(seed, { nodes })) {
      if (performance.now() + after + hold > end) break;
      await wait(after);
      const { events, recovery } = await world.endure(name, fault, hold, nodes === 3 ? 20_000 : 10_000);
      const seconds = Math.round((performance.now() - began) / 1000);
      progress(
        `${seconds} s: ${total(world.endured)} events through ${world.endured.length} faults; ${name} for ${hold} ms, ${events} events, recovered in ${Math.round(recovery)} ms`,
      );
    }
    const { history, violations } = await world.verdict();
    return { violations, text: report(world, history, violations, options) };
  } finally {
    await world.close();
  }
}

function report(
  { watchers, endured, nats }: World,
  { log, perturbations }: History,
  violations: readonly Violation[],
  { seed, nodes = 1 }: ChaosOptions,
): string {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const kinds = new Map<string, Endured[]>();
  for (const one of endured) kinds.set(one.fault, [...(kinds.get(one.fault) ?? []), one]);
  const done = perturbations.filter(({ answer }) => typeof answer === "object").length;
  const connections = sum(watchers.map((watcher) => watcher.connections));
  const resets = sum(watchers.map((watcher) => watcher.resets));
  const lines = [
    `seed ${seed}, nats-server ${nats.version}${nodes > 1 ? `, ${nodes} nodes` : ""}`,
    `${total(endured)} of ${log.events.seqs.at(-1)} events went through ${endured.length} faults`,
    `${watchers.length} clients, ${connections} connections, ${resets} resets; ${done} perturbations of ${perturbations.length} asked for`,
    ...Array.from(kinds, ([fault, cases]) => {
      const noticed = cases.flatMap(({ detection }) => detection ?? []);
      const detection = noticed.length > 0 ? `, noticed in ${spread(noticed)}` : "";
      return `  ${cases.length} x ${fault}: recovered in ${spread(cases.map(({ recovery }) => recovery))}${detection}`;
    }),
    violations.length === 0 ? "nothing lost, doubled or reordered" : `${violations.length} VIOLATIONS`,
    ...violations.map(({ law, evidence }) => `  ${LAWS[law]}: ${evidence}`),
  ];
  return lines.join("\n");
}

function total(endured: readonly Endured[]): number {
  return endured.reduce((sum, { events }) => sum + events, 0);
}

/** Median and worst, in milliseconds. */
function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b).map(Math.round);
  const median = sorted[Math.floor(sorted.length / 2)];
  return sorted.length === 1 ? `${median} ms` : `${median} ms (median), ${sorted.at(-1)} ms (worst)`;
}
