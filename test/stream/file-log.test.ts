import fs, { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { digest } from "../../src/sim/digest.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { FileLog } from "../../src/stream/file-log.ts";
import { LogFile } from "../../src/stream/log-file.ts";
import { logHeader, LogWriter } from "../../src/stream/log-format.ts";
import { eventLogLaws } from "../contract/event-log.ts";
import { cleanUp, temporary } from "./temporary.ts";

eventLogLaws("FileLog", {
  open: (run) => FileLog.create(temporary("log.ndjson"), run.town, run.config),
  clean: cleanUp,
});

const config = smallConfig(3, 5);

/** A file of a run's first `count` events, and the run. */
function recorded(count: number) {
  const path = temporary("log.ndjson");
  const run = new Simulation(config, { runId: "r1" });
  const log = FileLog.create(path, run.town, config);
  const events: TownEvent[] = [];
  for (let i = 0; i < count; i++) {
    const event = run.next();
    events.push(event);
    log.append(event);
  }
  log.close();
  return { path, run, events };
}

async function withFullDisk(work: () => Promise<void>): Promise<void> {
  const full = vi.spyOn(fs, "writeSync").mockImplementation(() => {
    throw new Error("no space left on the disk");
  });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    full.mockRestore();
    syncBuiltinESMExports();
  }
}

describe("FileLog", () => {
  afterEach(cleanUp);

  it("writes the bytes that LogWriter describes", () => {
    const { path, events } = recorded(20);
    const writer = new LogWriter();
    const text = writer.header(logHeader("r1", config)) + events.map((event) => writer.event(event)).join("");
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("does not overwrite a file", () => {
    const { path, run } = recorded(1);
    expect(() => FileLog.create(path, run.town, config)).toThrow("exists already");
  });

  it("cut anywhere, it goes on with every whole line, and ends up as if it had never stopped", async () => {
    const { path, events, run } = recorded(60);
    const whole = readFileSync(path);
    const header = whole.indexOf("\n") + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: header, max: whole.length }), async (size) => {
        writeFileSync(path, whole);
        truncateSync(path, size);
        const file = new LogFile(path);
        const again = Simulation.resume(
          config,
          "r1",
          [...file.events()].map(({ event }) => event),
        );
        const kept = again.town.seq;
        expect(kept).toBeGreaterThanOrEqual(whole.subarray(0, size).toString().split("\n").length - 2);
        const log = FileLog.reopen(file, again.town);
        expect(log.head).toBe(kept);
        while (again.town.seq < events.length) log.append(again.next());
        log.close();
        expect(readFileSync(path)).toEqual(whole);
        expect(digest(again.town)).toBe(digest(run.town));
        const read: TownEvent[] = [];
        for await (const event of log.read({ after: 0 })) read.push(event);
        expect(read).toEqual(events);
      }),
      { numRuns: 15 },
    );
  });

  it("refuses to go on with a town that is elsewhere", () => {
    const { path } = recorded(10);
    const file = new LogFile(path);
    expect(() => FileLog.reopen(file, new Simulation(config, { runId: "r1" }).town)).toThrow(
      "ends with event 10 of run r1, the town is at 0 of r1",
    );
  });

  it("that the disk refuses tells its owner at once, keeps nothing that would follow a gap, and says it when it closes", async () => {
    const path = temporary("log.ndjson");
    const run = new Simulation(config, { runId: "r1" });
    const log = FileLog.create(path, run.town, config);
    log.append(run.next());
    const reader = log.read({ after: 0 })[Symbol.asyncIterator]();
    await reader.next();
    const before = readFileSync(path);
    const next = reader.next();
    const why = `can't write ${path}: no space left on the disk`;
    await withFullDisk(async () => {
      log.append(run.next());
      // Nobody appends or reads: the failure comes by itself.
      await expect(log.failure).rejects.toThrow(why);
    });
    expect(() => log.append(run.next())).toThrow(why);
    expect(() => log.close()).toThrow(why);
    expect(() => log.close()).toThrow(why);
    await expect(next).rejects.toThrow(why);
    expect(readFileSync(path)).toEqual(before);
  });

  it("says when it closes what it could not write then", async () => {
    const { path, run } = recorded(3);
    const log = FileLog.reopen(new LogFile(path), run.town);
    log.append(run.next());
    await withFullDisk(async () => expect(() => log.close()).toThrow("no space left on the disk"));
    expect([...new LogFile(path).events()]).toHaveLength(3);
  });

  it("is not made where not even its first line can be written", async () => {
    const path = temporary("log.ndjson");
    const { town } = new Simulation(config, { runId: "r1" });
    await withFullDisk(async () =>
      expect(() => FileLog.create(path, town, config)).toThrow("no space left on the disk"),
    );
    expect(existsSync(path)).toBe(false);
  });

  it("tells a reader when another program has cut the file", async () => {
    const path = temporary("log.ndjson");
    const run = new Simulation(config, { runId: "r1" });
    const log = FileLog.create(path, run.town, config);
    for (let i = 0; i < 5; i++) log.append(run.next());
    const reader = log.read({ after: 0 })[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) await reader.next();
    log.append(run.next());
    log.close();
    truncateSync(path, 0);
    await expect(reader.next()).rejects.toThrow("was it cut by another program?");
  });
});
