import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { serialize } from "../../src/sim/event.ts";

/** Simulates in the page: the log's text and the digest after so many days. */
function simulate(citizens: number, seed: number, days: number): { log: string; digest: string } {
  const run = new Simulation(smallConfig(citizens, seed));
  const lines: string[] = [];
  while (run.town.day <= days) lines.push(`${serialize(run.next())}\n`);
  return { log: lines.join(""), digest: digest(run.town) };
}

Object.assign(window, { simulate });
