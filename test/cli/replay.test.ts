import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { logHeader, LogWriter } from "../../src/stream/log-format.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { agentTown } from "./spoken.ts";

let path = "";
let lines: string[] = [];

beforeAll(async () => {
  path = temporary("a.ndjson");
  await agentTown(["run", "--days", "3", "--seed", "7", "--out", path]);
  lines = readFileSync(path, "utf8").trimEnd().split("\n");
});

afterAll(cleanUp);

/** What replay --verify says of these lines. */
function verifying(text: string) {
  const file = temporary("b.ndjson");
  writeFileSync(file, text);
  return agentTown(["replay", file, "--verify"]);
}

const joined = (list: readonly string[]) => list.map((line) => `${line}\n`).join("");

describe("agent-town replay", () => {
  it("--verify says what was proved and prints the final digest", async () => {
    const { code, out, err } = await agentTown(["replay", path, "--verify"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`${lines.length - 1} events without a gap, to day:4/morning`);
    expect(out).toContain("13 digests agree");
    expect(out).toMatch(/\ndigest [0-9a-f]{32}\n$/);
  });

  it("the digest it prints is that of the state which the log's writer had", async () => {
    const run = new Simulation(smallConfig(25, 7));
    while (run.town.seq < lines.length - 1) run.next();
    const { out } = await agentTown(["replay", path, "--verify"]);
    expect(out).toContain(`digest ${digest(run.town)}\n`);
  });

  it.each([
    ["changed", () => joined(lines.with(41, lines[41].replace('"seq":41', '"seq":41 '))), "line 42 was changed"],
    [
      "missing",
      () => joined(lines.toSpliced(41, 1)),
      "line 42 holds event 42, expected event 41: event 41 is missing before it",
    ],
    ["doubled", () => joined(lines.toSpliced(41, 0, lines[41])), "line 43 is a second copy of line 42"],
    ["moved", () => joined(lines.with(41, lines[50]).with(50, lines[41])), "is at line 51: lines were reordered"],
    ["headless", () => joined(lines.slice(1)), "line 1 must be the header"],
  ])("a line that was %s is named, with exit code 1", async (_, text, message) => {
    const { code, out, err } = await verifying(text());
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });

  it("a measure that is missing is told with its line, and no picture is drawn", async () => {
    const config = smallConfig(25, 7);
    const run = new Simulation(config);
    const writer = new LogWriter();
    let text = writer.header(logHeader(run.town.run_id, config));
    for (let event = run.next(); ; event = run.next()) {
      const isLast = event.type === "town_status" && event.seq > 1;
      text += writer.event(isLast ? ({ ...event, metrics: { tension: 0 } } as unknown as typeof event) : event);
      if (isLast) break;
    }
    const file = temporary("foreign.ndjson");
    writeFileSync(file, text);
    const { code, out, err } = await agentTown(["replay", file]);
    expect(err).toContain(`line ${run.town.seq + 1}: metrics.cooperation must be a number, got nothing`);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });

  it("a last line that is missing is missed, since the header says how far the log reaches", async () => {
    const { code, err } = await verifying(joined(lines.slice(0, -1)));
    expect(err).toContain(`line ${lines.length} is missing: the header says that the log reaches day:4/morning`);
    expect(code).toBe(1);
  });

  it("a torn last line is reported and the rest verified", async () => {
    const { code, out, err } = await verifying(joined(lines).slice(0, -30));
    expect(err).toContain(`line ${lines.length} is torn`);
    expect(out).toContain(`${lines.length - 2} events without a gap`);
    expect(out).toMatch(/digest [0-9a-f]{32}\n$/);
    expect(code).toBe(0);
  });

  it("shows the run at a glance without --verify", async () => {
    const { out } = await agentTown(["replay", path]);
    expect(out).toContain("smallville · seed 7 · 25 citizens");
    expect(out).toContain("cooperation");
  });

  it("--at prints the state after any event; 0 is the founding", async () => {
    for (const at of [0, 1, 57]) {
      const { out } = await agentTown(["replay", path, "--at", String(at)]);
      const state = JSON.parse(out) as { seq: number; citizens: unknown[] };
      expect(state.seq).toBe(at);
      expect(state.citizens).toHaveLength(25);
    }
    const { code, err } = await agentTown(["replay", path, "--at", "99999"]);
    expect(err).toContain(`--at must be from 0 to ${lines.length - 1}`);
    expect(code).toBe(2);
  });

  it("a file that isn't there is wrong input", async () => {
    const { code, err } = await agentTown(["replay", `${path}.not`]);
    expect(err).toContain("there is no such file");
    expect(code).toBe(2);
  });
});
