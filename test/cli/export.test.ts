import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrow } from "../../src/server/arrow.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { CITIZENS_TABLE, citizenRows } from "../../src/wire/table/citizens.ts";
import { logHeader, LogWriter } from "../../src/stream/log-format.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { agentTown } from "./spoken.ts";

let path = "";
let lines: string[] = [];

beforeAll(async () => {
  path = temporary("a.ndjson");
  await agentTown(["run", "--days", "2", "--seed", "7", "--out", path]);
  lines = readFileSync(path, "utf8").trimEnd().split("\n");
});

afterAll(cleanUp);

/** Reads RFC 4180, character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field, quoted] = [[] as string[], "", false];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") [row, field] = [[...row, field], ""];
    else if (char === "\r" && text[i + 1] === "\n") {
      rows.push([...row, field]);
      [row, field] = [[], ""];
      i++;
    } else field += char;
  }
  return rows;
}

describe("agent-town export", () => {
  it("csv: a header and a row an event, by RFC 4180", async () => {
    const { code, out } = await agentTown(["export", path, "--format", "csv"]);
    expect(code).toBe(0);
    const [header, ...rows] = parseCsv(out);
    expect(header.slice(0, 5)).toEqual(["seq", "timestamp", "day", "phase", "type"]);
    expect(rows).toHaveLength(lines.length - 1);
    rows.forEach((row, i) => {
      const event = JSON.parse(lines[i + 1]) as Record<string, unknown>;
      const cell = (name: string) => row[header.indexOf(name)];
      expect(row).toHaveLength(header.length);
      expect(cell("seq")).toBe(String(event.seq));
      expect(cell("message")).toBe(event.message ?? "");
    });
  });

  it("arrow: the tables that a server answers with, at any event", async () => {
    const events = lines.slice(1).map((line) => JSON.parse(line) as TownEvent);
    const table = async (what: string, ...args: string[]) => {
      const to = temporary("a.arrow");
      expect((await agentTown(["export", path, "--format", "arrow", "--what", what, "--to", to, ...args])).err).toBe(
        "",
      );
      return tableFromIPC(readFileSync(to));
    };
    const told = await table("events");
    expect(told.toArray().map(({ seq, type }) => [Number(seq), type as string])).toEqual(
      events.map(({ seq, type }) => [seq, type]),
    );
    expect((await table("events", "--at", "20")).numRows).toBe(20);
    const run = new Simulation(smallConfig(25, 7));
    for (const at of [0, 40, events.length]) {
      while (run.town.seq < at) run.next();
      const citizens = await table("citizens", ...(at === events.length ? [] : ["--at", `${at}`]));
      const { run_id, town_id } = run.town;
      expect(Object.fromEntries(citizens.schema.metadata)).toEqual({ seq: `${at}`, run_id, town_id });
      const written = Buffer.concat([...arrow(CITIZENS_TABLE, citizenRows(run.town))]);
      expect(citizens.toArray().map(String)).toEqual(tableFromIPC(written).toArray().map(String));
      expect((await table("relationships", "--at", `${at}`)).numRows).toBe(run.town.totals.ties);
    }
  });

  it.each([
    [["--format", "arrow"], 2, "--format arrow needs --what citizens|relationships|events, and nothing else takes"],
    [["--format", "csv", "--what", "events"], 2, "--format arrow needs --what"],
    [["--format", "csv", "--at", "3"], 2, "--format arrow needs --what"],
    [["--format", "arrow", "--what", "citizens", "--at", "100000"], 2, "--at must be an event of "],
  ])("%j is refused in words", async (args, code, words) => {
    const refused = await agentTown(["export", path, ...args]);
    expect(refused).toMatchObject({ code, err: expect.stringContaining(words) });
  });

  it("csv: names with commas, quotes and formulas arrive as they are", async () => {
    const config = smallConfig(3, 1);
    const run = new Simulation(config);
    const writer = new LogWriter();
    const text = [writer.header(logHeader(run.town.run_id, config)), writer.event(run.next())];
    const event = run.next();
    const message = 'She said "hm, well",\r\nand left.';
    const file = temporary("odd.ndjson");
    writeFileSync(file, [...text, writer.event({ ...event, message } as typeof event)].join(""));
    const { out } = await agentTown(["export", file, "--format", "csv"]);
    const [header, , row] = parseCsv(out);
    expect(row[header.indexOf("message")]).toBe("message" in event ? message : "");
  });

  it("csv: a list that is missing or is none is told with its line", async () => {
    const config = smallConfig(3, 1);
    const base = new Simulation(config).next();
    for (const [change, message] of [
      [{ type: "citizen", kind: "woke" }, "line 2: citizens must be a list, got nothing"],
      [{ type: "town_event", participant_ids: [] }, "line 2: caused_by must be a list, got nothing"],
      [{ type: "coalition", members: "all", caused_by: [] }, 'line 2: members must be a list, got "all"'],
    ] as const) {
      const writer = new LogWriter();
      const file = temporary("foreign.ndjson");
      const event = writer.header(logHeader(base.run_id, config));
      writeFileSync(file, event + writer.event({ ...base, ...change } as unknown as typeof base));
      const { code, err } = await agentTown(["export", file, "--format", "csv"]);
      expect(err).toContain(message);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
      expect(code).toBe(1);
    }
  });

  it("refuses to write over the log that it reads, by whatever name", async () => {
    const before = readFileSync(path);
    const link = temporary("link.ndjson");
    symlinkSync(path, link);
    for (const to of [path, link]) {
      const { code, err } = await agentTown(["export", path, "--format", "ndjson", "--to", to]);
      expect(err).toContain(`can't write ${to}: it is the file that is read`);
      expect(code).toBe(2);
    }
    expect(readFileSync(path)).toEqual(before);
  });

  it("ndjson: the events alone, as they are", async () => {
    const { out } = await agentTown(["export", path, "--format", "ndjson"]);
    const bare = lines.slice(1).map((line) => line.replace(/,"check":"[0-9a-f]{8}"\}$/, "}"));
    expect(out).toBe(bare.map((line) => `${line}\n`).join(""));
  });

  it("citizens.json: everyone as they are at the end", async () => {
    const to = temporary("citizens.json");
    expect((await agentTown(["export", path, "--format", "citizens.json", "--to", to])).code).toBe(0);
    const run = new Simulation(smallConfig(25, 7));
    while (run.town.seq < lines.length - 1) run.next();
    expect(JSON.parse(readFileSync(to, "utf8"))).toEqual(JSON.parse(JSON.stringify(snapshot(run.town).citizens)));
  });

  it("writes nothing from a log that is not sound", async () => {
    const bad = temporary("bad.ndjson");
    writeFileSync(bad, lines.toSpliced(60, 1).join("\n"));
    const to = temporary("out.csv");
    const { code, err } = await agentTown(["export", bad, "--format", "csv", "--to", to]);
    expect(err).toContain("line 61");
    expect(code).toBe(1);
    expect(existsSync(to)).toBe(false);
  });
});
