import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PARAMETERS, withParameters } from "../../src/sim/genesis/parameters.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { DEFAULT_RULES, type Rules } from "../../src/sim/rules.ts";
import { sweepTable } from "../../src/sweep/table.ts";
import { columnsInWords } from "../../src/wire/table/table.ts";

const DOC = readFileSync("docs/sweep.md", "utf8");

/** What the model refuses a value with: `0 to 3`, `2 to 6, whole`. */
function rangeOf(name: string): string {
  try {
    withParameters(smallConfig(3, 1), { [name]: -1e9 });
  } catch (error) {
    const [, whole, range] = /must be a (whole )?number from (\S+ to \S+), got/.exec((error as Error).message)!;
    return whole ? `${range}, whole` : range;
  }
  throw new Error(`${name} may be anything`);
}

it("docs/sweep.md names every parameter with its default and its range", () => {
  const told = Array.from(DOC.matchAll(/^\| `(\S+)` \| (\S+) \| (.+) \|$/gm), ([, ...cells]) => cells);
  const single = [...PARAMETERS].filter(([name]) => !name.startsWith("chances."));
  expect(told).toEqual(single.map(([name, { usual }]) => [name, `${usual}`, rangeOf(name)]));
  for (const name of PARAMETERS.keys()) if (name.startsWith("chances.")) expect(rangeOf(name)).toBe("0 to 1000");
});

it("docs/sweep.md names every column", () => {
  expect(DOC).toContain(`\n${columnsInWords(sweepTable(["drift.confidence"]))}\n`);
});

it("every rule can be varied", () => {
  const varied = new Set(Array.from(PARAMETERS.values(), ({ rule }) => rule));
  expect([...varied].sort()).toEqual((Object.keys(DEFAULT_RULES) as (keyof Rules)[]).sort());
});
