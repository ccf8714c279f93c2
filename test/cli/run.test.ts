import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { CliIo } from "../../src/cli/io.ts";
import { sparkline } from "../../src/cli/picture.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { agentTown } from "./spoken.ts";

/** The events of a log's text. */
function eventsOf(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const reading: Partial<CliIo> = { readText: (path) => readFile(path, "utf8") };

describe("agent-town run", () => {
  afterEach(cleanUp);

  it("the same arguments give the same bytes, in a file and in a pipe", async () => {
    const [one, two] = [temporary("a.ndjson"), temporary("b.ndjson")];
    const args = ["run", "--days", "3", "--seed", "7"];
    expect(await agentTown([...args, "--out", one])).toEqual({ code: 0, out: "", err: "" });
    await agentTown([...args, "--out", two]);
    const { out } = await agentTown(args);
    expect(readFileSync(one, "utf8")).toBe(out);
    expect(readFileSync(two)).toEqual(readFileSync(one));
    const other = await agentTown(["run", "--days", "3", "--seed", "8"]);
    expect(other.out).not.toBe(out);
  });

  it("stops right after the dawn that ends the last day; --until stops when its moment begins", async () => {
    const days = eventsOf((await agentTown(["run", "--days", "2"])).out);
    expect(days.at(-1)).toMatchObject({ kind: "phase_change", day: 3, phase: "MORNING" });
    expect(days.map(({ seq }) => seq)).toEqual(days.map((_, i) => i + 1));
    const until = eventsOf((await agentTown(["run", "--until", "day:2/evening"])).out);
    expect(until.at(-1)).toMatchObject({ kind: "phase_change", day: 2, phase: "EVENING" });
    expect(days.slice(0, until.length).map(({ timestamp }) => timestamp)).toEqual(
      until.map(({ timestamp }) => timestamp),
    );
    expect(eventsOf((await agentTown(["run", "--until", "day:1"])).out)).toHaveLength(1);
  });

  it("makes towns of any size", async () => {
    const { out } = await agentTown(["run", "--citizens", "40", "--days", "1", "--town-id", "forty"]);
    expect(out.split("\n")[0]).toContain('"population":{"kind":"generated","citizens":40}');
    expect(eventsOf(out)[0]).toMatchObject({ town_id: "forty" });
  });

  it("founds a town from YAML; the command line's seed and id win", async () => {
    const file = temporary("isle.yaml");
    writeFileSync(file, "id: isle\nseed: 5\ncitizens: 3\n");
    const header = async (...more: string[]) =>
      JSON.parse((await agentTown(["run", "--town", file, "--days", "1", ...more], reading)).out.split("\n")[0]);
    expect(await header()).toMatchObject({ town_id: "isle", seed: 5 });
    expect(await header("--seed", "6", "--town-id", "rock")).toMatchObject({ town_id: "rock", seed: 6 });
  });

  it("injects what --perturb asks for, once everyone is awake", async () => {
    const { code, out } = await agentTown(["run", "--days", "3", "--perturb", "day:2/morning solo alice"]);
    expect(code).toBe(0);
    const injected = eventsOf(out).filter(({ metadata }) => (metadata as { perturbation?: true })?.perturbation);
    expect(injected).toMatchObject([{ operation: "solo", participant_ids: ["alice"], day: 2, phase: "MORNING" }]);
    const plain = await agentTown(["run", "--days", "3"]);
    expect(eventsOf(out)[0].run_id).not.toBe(eventsOf(plain.out)[0].run_id);
  });

  it("the example of its help runs", async () => {
    const { out: help } = await agentTown(["run", "--help"]);
    const [, town, what] = /run --town (\S+) --perturb "([^"]+)"/.exec(help)!;
    const { code, err } = await agentTown(["run", "--town", town, "--days", "3", "--perturb", what], reading);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it.each([
    [["--days", "-3"], "--days must be a whole number from 1 to 1000000, got -3"],
    [["--days", "2.5"], "--days must be a whole number from 1 to 1000000, got 2.5"],
    [["--citizens", "2"], "--citizens must be a whole number from 3 to 100000, got 2"],
    [["--until", "noon"], "moment must be like day:12/evening"],
    [["--days", "1", "--until", "day:2"], "exclude each other"],
    [["--town-id", "my town"], 'town id "my town" must be'],
    [["--perturb", "day:2/morning fly alice"], 'no operation "fly"; expected one of greet'],
    [["--perturb", "day:2/morning greet alice zorro"], 'no citizen "zorro"'],
    [["--perturb", "greet alice bob"], "moment must be like day:12/evening"],
    [["--perturb", "day:2 greet alice"], "--perturb: greet takes 2 citizens, got 1"],
    [["--perturb", "day:2 solo alice bob"], "--perturb: solo takes 1 citizen, got 2"],
    [["--perturb", "day:2 celebrate alice bob"], "--perturb: celebrate takes 3 or more citizens, got 2"],
    [["--perturb", "day:2 greet alice alice"], "--perturb: alice can take part only once"],
    [["--perturb", "day:2"], '--perturb must be like "day:2/morning greet alice bob"'],
    [["--days", "1", "--perturb", "day:5 solo alice"], "never happens: the run ends when day:2/morning begins"],
  ])("%j is one clear line, exit code 2, and nothing is written", async (args, message) => {
    const path = temporary("x.ndjson");
    const { code, out, err } = await agentTown(["run", ...args, "--out", path]);
    expect(err).toContain(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it.each([
    ["citizens:\n  - id: a\n   region: [\n", /town\.yaml, line \d+, column \d+: /],
    ["citizens: 5\ncitizens: 6\n", /line 2, column 1: Map keys must be unique/],
    ["citizens: 5\n---\ncitizens: 6\n", /line 2, column 1: a second document begins here; a file holds one town/],
    ["- just\n- a list\n", /town\.yaml: a town must be an object/],
    [
      "citizens:\n  - {id: ann, region: moon}\n  - {id: bob, region: inn}\n  - {id: cid, region: inn}\n",
      /citizens\[0\]\.region must be one of/,
    ],
    [
      "citizens:\n  - {id: ann, region: inn}\n  - {id: bob, region: inn}\n  - {id: ann, region: inn}\n",
      /"ann" is already/,
    ],
  ])("a town file that is wrong is told with its place: %j", async (text, message) => {
    const file = temporary("town.yaml");
    writeFileSync(file, text);
    const path = join(dirname(file), "x.ndjson");
    const { code, err } = await agentTown(["run", "--town", file, "--out", path], reading);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(existsSync(path)).toBe(false);
  });

  it("what turns out to be impossible on the way leaves nothing behind", async () => {
    const path = temporary("x.ndjson");
    // At night's end everyone of a town in which all go to rest is resting.
    const file = join(dirname(path), "tired.yaml");
    writeFileSync(file, "citizens: 3\nrules:\n  rest: {EVENING: 1, NIGHT: 1}\n");
    const { code, err } = await agentTown(
      ["run", "--town", file, "--days", "2", "--perturb", "day:1/night solo alice", "--out", path],
      reading,
    );
    expect(err).toContain("resting");
    expect(code).toBe(1);
    expect(readdirSync(dirname(path))).toEqual(["tired.yaml"]);
  });

  it("an interruption leaves the file as it was", async () => {
    const path = temporary("x.ndjson");
    writeFileSync(path, "before");
    const interruption = new AbortController();
    interruption.abort("SIGINT");
    const { code } = await agentTown(["run", "--days", "1000", "--out", path], { interrupted: interruption.signal });
    expect(code).toBe(130);
    expect(readdirSync(dirname(path))).toEqual(["x.ndjson"]);
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  it("says why it can't write", async () => {
    const folder = dirname(temporary("x"));
    mkdirSync(join(folder, "sub"));
    expect((await agentTown(["run", "--out", join(folder, "sub")])).err).toContain("it is a folder");
    expect((await agentTown(["run", "--out", join(folder, "none", "x")])).err).toContain("no such file or folder");
  });

  it("shows progress on a terminal, and a picture when the log goes nowhere", async () => {
    const { code, out, err } = await agentTown(["run", "--days", "5"], { outIsTerminal: true, errIsTerminal: true });
    expect(code).toBe(0);
    expect(err).toMatch(/day \d+ of 5/);
    expect(err.endsWith("\r\u001b[K")).toBe(true);
    expect(out).toContain("smallville · seed 7 · 25 citizens");
    expect(out).toMatch(/tension +[▁▂▃▄▅▆▇█]{10}/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("sparkline", () => {
  it("reaches from the least to the greatest value", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([3, 3, 3], 8)).toBe("▁▁▁");
    expect(sparkline([0, 0, 8, 8], 2)).toBe("▁█");
    expect(sparkline([], 8)).toBe("");
  });
});
