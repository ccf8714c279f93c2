import { randomFor, type Random } from "../../../src/sim/random.ts";
import * as faults from "./faults.ts";
import type { Fault } from "./world.ts";

/** One thing that goes wrong, and when. */
export type Stroke = {
  readonly name: string;
  readonly fault: Fault;
  /** Milliseconds of peace before it. */
  readonly after: number;
  /** Milliseconds for which it lasts. */
  readonly hold: number;
};

/** What goes wrong, without end: a function of the seed and the number of servers alone. */
export function* schedule(seed: number, { nodes }: { readonly nodes: 1 | 3 }): Generator<Stroke, never> {
  const random = randomFor(seed, 0, "schedule");
  // A bag at a time, so that everything comes up, in an order that has not been seen.
  for (;;) {
    const bag = KINDS.filter((kind) => nodes === 3 || !kind.cluster);
    while (bag.length > 0) {
      const [kind] = bag.splice(random.integer(bag.length), 1);
      yield stroke(kind, random);
    }
  }
}

function stroke({ name, fault, most = 0 }: Kind, random: Random): Stroke {
  // Short ones are as bad as long ones, and there is time for more of them.
  const share = random.uniform() ** 2;
  return { name, fault: fault(), after: Math.round(random.between(0, 600)), hold: Math.round(most * share) };
}

type Kind = {
  readonly name: string;
  readonly fault: () => Fault;
  /** Milliseconds for which it lasts, at most. */
  readonly most?: number;
  /** Only where there are three servers. */
  readonly cluster?: boolean;
};

const { both, garbage, gatewayHangs, gatewayKilled, serverHangs, serverKilled, writerHangs, writerKilled } = faults;

const KINDS: readonly Kind[] = [
  { name: "server killed", fault: () => serverKilled, most: 3000 },
  { name: "server killed and back at once", fault: () => serverKilled },
  { name: "server hangs", fault: () => serverHangs, most: 8000 },
  { name: "server hangs for a moment", fault: () => serverHangs, most: 900 },
  { name: "leader killed", fault: () => faults.leaderKilled(), most: 3000, cluster: true },
  { name: "store wiped", fault: () => faults.storeWiped, most: 500 },
  { name: "stream deleted", fault: () => faults.streamDeleted },
  { name: "garbage", fault: () => garbage },
  { name: "writer killed", fault: () => writerKilled, most: 1500 },
  { name: "writer hangs and is replaced", fault: () => writerHangs },
  { name: "gateway killed", fault: () => gatewayKilled(0), most: 1500 },
  { name: "gateway hangs", fault: () => gatewayHangs(1), most: 3000 },
  { name: "server and writer killed", fault: () => both(serverKilled, writerKilled), most: 1000 },
  { name: "server hangs, gateway killed", fault: () => both(serverHangs, gatewayKilled(1)), most: 2000 },
  { name: "garbage, gateway killed", fault: () => both(garbage, gatewayKilled(0)) },
  { name: "garbage, writer killed", fault: () => both(garbage, writerKilled) },
];
