import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { tableFromIPC } from "apache-arrow";
import { afterEach, describe, expect, it } from "vitest";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { running } from "./running.ts";
import { agentTown } from "./spoken.ts";

/** Real processes with real threads: both are what a sweep is made of. */

const BIN = resolve("bin/agent-town.mjs");
const run = promisify(execFile);

afterEach(cleanUp);

const folder = () => join(temporary("x"), "..");
const swept = (cwd: string, ...args: string[]) => run(process.execPath, [BIN, "sweep", ...args], { cwd });
const rowsOf = (csv: string) =>
  csv
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
const journalled = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 2 : -1);

/** Begins a sweep, and ends it by `signal` when so many of its runs are done. */
async function brokenOff(cwd: string, signal: "SIGKILL" | "SIGINT", runs: number, args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, "sweep", ...args], { cwd });
  let err = "";
  child.stderr.on("data", (chunk) => (err += chunk));
  const journal = join(cwd, "out.csv.journal");
  const look = setInterval(() => {
    // Once: a second SIGINT ends the process without a word.
    if (journalled(journal) < runs) return;
    clearInterval(look);
    child.kill(signal);
  }, 5);
  const code = await new Promise((ended) => child.on("exit", ended));
  clearInterval(look);
  return { code, err, done: journalled(journal) };
}

describe("agent-town sweep", () => {
  it("writes the same bytes however many workers there are, as CSV and as Arrow", async () => {
    const cwd = folder();
    const args = ["--seeds", "1..3", "--days", "4", "--param", "drift.confidence=0.2,0.5", "--out"];
    for (const workers of ["1", "3"]) {
      for (const kind of ["csv", "arrow"]) await swept(cwd, ...args, `${workers}.${kind}`, "--workers", workers);
    }
    const [csv, arrow] = ["csv", "arrow"].map((kind) => {
      const bytes = readFileSync(join(cwd, `1.${kind}`));
      expect(readFileSync(join(cwd, `3.${kind}`))).toEqual(bytes);
      return bytes;
    });
    const [names, ...rows] = rowsOf(csv.toString());
    const table = tableFromIPC(arrow);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(names);
    const cells = table.toArray().map((row) => Object.values(row as object).map((cell) => `${cell ?? ""}`));
    expect(cells).toEqual(rows);
    expect(rows.map((row) => row.slice(0, 4).join(" "))).toEqual(
      ["0.2", "0.5"].flatMap((value, i) => [1, 2, 3].map((seed) => `${i * 3 + seed} ${seed} ${value} 4`)),
    );
    // Nothing is left behind beside the results.
    expect(readdirSync(cwd).sort()).toEqual(["1.arrow", "1.csv", "3.arrow", "3.csv"]);
  });

  it("goes on where it was after Ctrl-C, and after kill -9, and comes to the same", async () => {
    const cwd = folder();
    const args = ["--seeds", "1..16", "--days", "30", "--citizens", "10", "--workers", "2", "--logs", "logs"];
    const stopped = await brokenOff(cwd, "SIGINT", 3, [...args, "--out", "out.csv"]);
    expect(stopped).toMatchObject({
      code: 130,
      err: `agent-town: ${stopped.done} of 16 runs are done and kept in out.csv.journal; the same command goes on from there\n`,
    });
    const killed = await brokenOff(cwd, "SIGKILL", stopped.done + 2, [...args, "--out", "out.csv"]);
    expect(killed.err).toBe(`agent-town: ${stopped.done} of 16 runs are in out.csv.journal already\n`);
    expect(stopped.done).toBeLessThan(killed.done);
    expect(killed.done).toBeLessThan(16);
    expect(existsSync(join(cwd, "out.csv"))).toBe(false);
    const rest = await swept(cwd, ...args, "--out", "out.csv");
    expect(rest.stderr).toBe(`agent-town: ${killed.done} of 16 runs are in out.csv.journal already\n`);
    await swept(cwd, ...args.slice(0, -2), "--out", "whole.csv");
    expect(readFileSync(join(cwd, "out.csv"))).toEqual(readFileSync(join(cwd, "whole.csv")));
    expect(readdirSync(join(cwd, "logs")).filter((name) => name.endsWith(".ndjson"))).toHaveLength(16);
    expect(existsSync(join(cwd, "out.csv.journal"))).toBe(false);
  });

  it("does what docs/sweep.md says: any of its runs can be lived again, and is the same", async () => {
    const [, script] = /```sh\n([^]+?)```/.exec(readFileSync("docs/sweep.md", "utf8"))!;
    const cwd = folder();
    for (const line of script.trim().split("\n")) {
      const [program, ...args] = line.split(" ");
      expect(program).toBe("agent-town");
      await run(process.execPath, [BIN, ...args], { cwd });
    }
    const [names, ...rows] = rowsOf(readFileSync(join(cwd, "confidence.csv"), "utf8"));
    const row = rows.find(([, seed, confidence]) => seed === "3" && confidence === "0.2")!;
    const id = row[names.indexOf("run_id")];
    expect(readFileSync(join(cwd, "again.ndjson"))).toEqual(readFileSync(join(cwd, "runs", `${id}.ndjson`)));
    const { out } = await agentTown(["replay", join(cwd, "runs", `${id}.ndjson`), "--verify"]);
    expect(out).toContain(row[names.indexOf("events")].replace(/\B(?=(\d{3})+$)/g, ","));
  });

  it("loses only a run that fails, says why in its row, and tries it again when it is asked again", async () => {
    const cwd = folder();
    const args = ["--seeds", "1..3", "--days", "1", "--citizens", "3", "--out"];
    await swept(cwd, ...args, "whole.csv");
    const [names, ...rows] = rowsOf(readFileSync(join(cwd, "whole.csv"), "utf8"));
    const inTheWay = join(cwd, "logs", `${rows[1][names.indexOf("run_id")]}.ndjson.partial`);
    mkdirSync(inTheWay, { recursive: true });
    const failed = (await swept(cwd, ...args, "out.csv", "--logs", "logs").catch((error: Error) => error)) as never;
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^agent-town: 1 of 3 runs failed, the first of them run 2 \(seed 2\): EISDIR.*tries these/,
      ),
    });
    const kept = rowsOf(readFileSync(join(cwd, "out.csv"), "utf8")).slice(1);
    expect([kept[0], kept[2]]).toEqual([rows[0], rows[2]]);
    expect(kept[1].slice(-2).join()).toContain("EISDIR");
    rmSync(inTheWay, { recursive: true });
    await swept(cwd, ...args, "out.csv", "--logs", "logs");
    expect(readFileSync(join(cwd, "out.csv"))).toEqual(readFileSync(join(cwd, "whole.csv")));
  });

  it("takes a town by hand, with what its file says and no parameter varies", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "isle.yaml"), "id: isle\ncitizens: 7\nrules: { fade: 0.5, confidence: 1 }\n");
    await swept(
      cwd,
      "--seeds",
      "4",
      "--days",
      "2",
      "--town",
      "isle.yaml",
      "--param",
      "drift.confidence=0.3",
      "--out",
      "a.csv",
      "--logs",
      "logs",
    );
    const [name] = readdirSync(join(cwd, "logs"));
    const [header] = readFileSync(join(cwd, "logs", name), "utf8").split("\n");
    expect(JSON.parse(header)).toMatchObject({
      town_id: "isle",
      seed: 4,
      config: { rules: { confidence: 0.3, fade: 0.5 } },
    });
  });

  const asked = ["sweep", "--seeds", "1", "--out", "a.csv"];
  it.each([
    [
      ["--seeds", "5..1"],
      /^agent-town: --seeds must be like 1..100 or 1,5,20..30, at most 1,000,000 of them, got "5..1"/,
    ],
    [["--out", "a.txt"], /^agent-town: --out must be a file that ends in .csv or .arrow, got "a.txt"/],
    [["--param", "drift.confidence"], /^agent-town: --param must be a name and a number, like drift.confidence=0.35/],
    [["--param", "drift.confidence=a,b"], /^agent-town: --param must be a name and a number/],
    [["--param", "fade=1"], /^agent-town: no parameter "fade"; expected one of life.mobility, /],
    [["--param", "ties.fade=1,1"], /^agent-town: --param ties.fade and each of its values must be given once/],
    [["--param", "ties.fade=2"], /^agent-town: ties.fade: rules.fade must be a number from 0 to 1, got 2/],
    [["--workers", "0"], /^agent-town: --workers must be a whole number from 1 to 1024, got 0/],
  ])("%j is refused in words", async (args, message) => {
    const { code, err } = await agentTown([...asked, ...args]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync("a.csv.journal")).toBe(false);
  });

  it("run and serve take one value a parameter", async () => {
    const { out } = await agentTown(["run", "--days", "1", "--param", "ties.fade=0.5", "--param", "rate.NIGHT=1"]);
    expect(JSON.parse(out.split("\n")[0])).toMatchObject({ config: { rules: { fade: 0.5, rate: { NIGHT: 1 } } } });
    const { url, end } = await running(["serve", "--port", "0", "--paused", "--param", "ties.fade=0.5"]);
    const served = (await (await fetch(`${url}/v1/town/smallville`)).json()) as object;
    expect(served).toMatchObject({ config: { rules: { fade: 0.5 } } });
    await end();
    for (const command of ["run", "serve"]) {
      const { code, err } = await agentTown([command, "--param", "ties.fade=0.5,0.6"]);
      expect([code, err]).toEqual([
        2,
        'agent-town: --param ties.fade must have one value, got "ties.fade=0.5,0.6"; agent-town sweep takes several\n',
      ]);
    }
  });
});
