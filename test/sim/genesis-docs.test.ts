import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PHASES } from "../../src/sim/clock.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { DEFAULT_RULES, DRAWN } from "../../src/sim/rules.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const text = readFileSync(new URL("../../docs/model.md", import.meta.url), "utf8");
const rows = text.split("\n").filter((line) => line.startsWith("| "));
const cells = (first: string) =>
  rows
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .filter((row) => row[1] === first)
    .map((row) => row.slice(2, -1));

describe("docs/model.md says what the code does", () => {
  it("lists every rule with its default and the range that a town file must keep", () => {
    const scalars = Object.entries(DEFAULT_RULES).filter(([, value]) => typeof value === "number");
    for (const [rule, value] of scalars) {
      const [[stated, range]] = cells(rule).filter(([, column]) => column?.includes(" to "));
      expect([rule, Number(stated)]).toEqual([rule, value]);
      const [least, most] = range.split(" to ").map(Number);
      expect(() => parseConfig({ rules: { [rule]: least } })).not.toThrow();
      expect(() => parseConfig({ rules: { [rule]: most } })).not.toThrow();
      expect(() => parseConfig({ rules: { [rule]: least - 1 } })).toThrow(`from ${least} to ${most}`);
    }
  });

  it("gives each phase's chances in the order of the operations", () => {
    expect(cells("chance")).toEqual([[...DRAWN]]);
    for (const phase of PHASES) expect(cells(phase)[0].map(Number)).toEqual(DEFAULT_RULES.chances[phase]);
  });

  it("shows a town that runs", () => {
    const [, yaml] = /```yaml\n([^`]*)```/.exec(text)!;
    const run = new Simulation(parseConfig(parse(yaml)));
    while (run.town.day < 3) run.next();
    expect(run.town.citizens.map((citizen) => citizen.name)).toEqual(["Ada", "Bo", "Cy"]);
  });
});
