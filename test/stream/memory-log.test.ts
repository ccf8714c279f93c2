import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { apply } from "../../src/sim/apply.ts";
import { digest } from "../../src/sim/digest.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore } from "../../src/sim/snapshot.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import { eventLogLaws } from "../contract/event-log.ts";
import { cleanUp, temporary } from "./temporary.ts";

eventLogLaws("MemoryLog", {
  open: ({ town }) => new MemoryLog(town),
  openSmall: ({ town }) => new MemoryLog(town, { maxBytes: 100_000, keyframeEvery: 50 }),
});

eventLogLaws("MemoryLog, most of it on disk,", {
  open({ town }) {
    const log = new MemoryLog(town, {
      maxBytes: 50_000,
      keyframeEvery: 50,
      spill: { dir: temporary("s"), maxBytes: 1e9 },
    });
    log.retainAfter(0);
    return log;
  },
  clean: cleanUp,
});

/** A log of small segments, of which 50 kB may be in memory and `disk` bytes on disk, and how to go on. */
function opened(disk?: number) {
  const dir = temporary("spill");
  const run = new Simulation(smallConfig(3, 1), { runId: "r1" });
  const spill = disk === undefined ? undefined : { dir, maxBytes: disk };
  const log = new MemoryLog(run.town, { maxBytes: 50_000, keyframeEvery: 20, spill });
  const said: TownEvent[] = [];
  const write = (count: number) => {
    for (let i = 0; i < count; i++) {
      said.push(run.next());
      log.append(said.at(-1)!);
    }
  };
  const folders = () => (existsSync(dir) ? readdirSync(dir).map((name) => join(dir, name)) : []);
  const files = () => folders().flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return { run, log, said, write, dir, folders, files };
}

/** The events after `after` that the log has now. */
async function kept(log: MemoryLog, after: number): Promise<TownEvent[]> {
  const events: TownEvent[] = [];
  if (after === log.head) return events;
  for await (const event of log.read({ after })) {
    events.push(event);
    if (event.seq === log.head) break;
  }
  return events;
}

/** What no log of these towns exceeds by more: two segments, the newest and one that did not fit. */
const SEGMENT = 25_000;

describe("MemoryLog", () => {
  afterEach(cleanUp);

  it("keeps no more than it may, whatever is appended", () => {
    const run = new Simulation(smallConfig(3, 1));
    const log = new MemoryLog(run.town, { maxBytes: 60_000, keyframeEvery: 20 });
    for (let i = 0; i < 3000; i++) {
      const event = run.next();
      log.append(event);
    }
    // An event of three citizens is 300 bytes or more.
    expect(log.head - log.firstSeq).toBeLessThan(60_000 / 300);
  });

  it("refuses a town that is ahead of its log when it must keep a state", () => {
    const run = new Simulation(smallConfig(3, 1));
    const log = new MemoryLog(run.town, { keyframeEvery: 1 });
    const events = Array.from({ length: 60 }, () => run.next());
    expect(() => events.forEach((event) => log.append(event))).toThrow("append right after apply");
  });
});

describe("MemoryLog, of events that are in no other place yet,", () => {
  afterEach(cleanUp);

  it("puts on disk what memory can't hold, for no one else to read, and removes it when it may be forgotten", async () => {
    const { log, said, write, folders, files } = opened(1e9);
    log.retainAfter(0);
    write(1000);
    expect(log.firstSeq).toBe(1);
    expect(log.full).toBeNull();
    expect(files().length).toBeGreaterThan(10);
    expect(folders().map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700]);
    expect(new Set(files().map((file) => statSync(file).mode & 0o777))).toEqual(new Set([0o600]));
    expect(log.size.disk).toBe(files().reduce((sum, file) => sum + statSync(file).size, 0));
    expect(await kept(log, 0)).toEqual(said);

    log.retainAfter(400);
    expect(log.firstSeq).toBeGreaterThan(300);
    expect(log.firstSeq).toBeLessThanOrEqual(401);
    expect(await kept(log, 400)).toEqual(said.slice(400));

    log.close();
    expect(await kept(log, 400)).toEqual(said.slice(400));
    log.retainAfter(1000);
    expect({ disk: log.size.disk, folders: folders() }).toEqual({ disk: 0, folders: [] });
  });

  it("says when it is full and why, and loses nothing that is appended all the same", async () => {
    const { log, said, write, dir } = opened(100_000);
    write(7);
    log.retainAfter(5);
    while (log.full === null) write(1);
    expect(log.full).toMatch(
      /^NATS has confirmed no event after 5, and what is kept for it fills \d+ KiB of memory and \d+ KiB of disk in /,
    );
    expect(log.full).toContain(dir);
    expect(log.size.disk).toBeGreaterThan(100_000 - SEGMENT);
    write(100);
    expect(await kept(log, 5)).toEqual(said.slice(5));
  });

  it("without a folder is full when memory is", () => {
    const { log, write } = opened();
    log.retainAfter(0);
    while (log.full === null) write(1);
    expect(log.size.memory).toBeLessThan(50_000 + 2 * SEGMENT);
    expect(log.full).toMatch(
      /^NATS has confirmed no event yet, and what is kept for it fills \d+ KiB of memory; it goes on when NATS is back/,
    );
  });

  it("has room again not at the first event that may be forgotten, but when a tenth of its memory is free", async () => {
    const { log, write } = opened(100_000);
    log.retainAfter(0);
    while (log.full === null) write(1);
    let told = false;
    const room = log.room().then(() => (told = true));
    let freed = 0;
    while (log.full !== null) {
      await Promise.resolve();
      expect(told).toBe(false);
      log.retainAfter(++freed);
    }
    await room;
    expect(log.size.memory).toBeLessThanOrEqual(0.9 * 50_000);
    await log.room();
  });

  it("tells those who wait for room when it is closed", async () => {
    const { log, write } = opened();
    log.retainAfter(0);
    while (log.full === null) write(1);
    const room = log.room();
    log.close();
    await room;
    await log.room();
  });

  it("keeps in memory what the disk refuses, and moves it there when it takes it", async () => {
    const { log, said, write, files } = opened(1e9);
    log.retainAfter(0);
    write(400);
    const before = files();
    const disk = vi.spyOn(fs, "writeSync").mockImplementation(() => {
      throw new Error("ENOSPC: no space left on device, write");
    });
    syncBuiltinESMExports();
    try {
      write(400);
    } finally {
      disk.mockRestore();
      syncBuiltinESMExports();
    }
    expect(files()).toEqual(before);
    expect(log.full).toMatch(/which takes no more \(ENOSPC: no space left on device, write\); it goes on/);
    expect(await kept(log, 0)).toEqual(said);
    write(60);
    expect(log.full).toBeNull();
    expect(log.size.memory).toBeLessThan(50_000 + SEGMENT);
    expect(await kept(log, 0)).toEqual(said);
  });

  it("lives without a disk that can't be had at all", async () => {
    const { log, said, write, dir } = opened(1e9);
    mkdirSync(join(dir, ".."), { recursive: true });
    writeFileSync(dir, "a file where the folder should be");
    log.retainAfter(0);
    write(400);
    expect(log.full).toContain("EEXIST");
    expect(await kept(log, 0)).toEqual(said);
  });

  it("tells when a file was damaged or is gone", async () => {
    const { log, write, files } = opened(1e9);
    log.retainAfter(0);
    write(400);
    const path = files().find((file) => file.endsWith("/1.ndjson"))!;
    const bytes = readFileSync(path);
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(path, bytes);
    await expect(kept(log, 0)).rejects.toThrow(`can't read ${path}`);
    expect((await log.keyframe(0)).seq).toBe(0);
    rmSync(path);
    await expect(kept(log, 0)).rejects.toThrow("was it touched by another program?");
    await expect(log.keyframe(0)).rejects.toMatchObject({ code: "corrupt_log" });
  });

  it("tells a reader whom retention overtakes on the disk which event is the first", async () => {
    const { log, said, write } = opened(1e9);
    log.retainAfter(0);
    write(400);
    const reader = log.read({ after: 0 });
    const first = reader.next();
    // The file is being opened.
    log.retainAfter(400);
    const seen = await first.then(({ value }) => value, String);
    if (typeof seen === "string") expect(seen).toContain(`the first available event is ${log.firstSeq}`);
    else expect(seen).toEqual(said[0]);
    await expect(kept(log, 0)).rejects.toThrow(`the first available event is ${log.firstSeq}`);
  });

  it("keeps every one of them in order, and its bounds, whatever comes when", async () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant("append" as const), count: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ kind: fc.constant("confirm" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant("look" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), fc.integer({ min: 0, max: 400_000 }), async (deeds, disk) => {
        const { run, log, said, write } = opened(disk);
        let confirmed = 0;
        log.retainAfter(0);
        for (const act of deeds) {
          if (act.kind === "append") write(act.count);
          else if (act.kind === "confirm") {
            confirmed += Math.floor(act.share * (log.head - confirmed));
            log.retainAfter(confirmed);
          } else {
            const after = log.firstSeq - 1 + Math.floor(act.share * (log.head - log.firstSeq + 1));
            expect(await kept(log, after)).toEqual(said.slice(after));
            const town = restore(await log.keyframe(after));
            for (const event of said.slice(town.seq)) apply(town, event);
            expect(digest(town)).toBe(digest(run.town));
          }
          expect(log.head).toBe(said.length);
          expect(log.firstSeq).toBeLessThanOrEqual(confirmed + 1);
          expect(log.size.disk).toBeLessThanOrEqual(disk);
          if (log.full === null) expect(log.size.memory).toBeLessThan(50_000 + SEGMENT);
          else expect(log.size.disk).toBeGreaterThan(disk - SEGMENT);
        }
        expect(await kept(log, confirmed)).toEqual(said.slice(confirmed));
        log.retainAfter(log.head);
        expect(log.size.disk).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
