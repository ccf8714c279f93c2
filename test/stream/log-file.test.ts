import { writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LogFile } from "../../src/stream/log-file.ts";
import { logHeader, LogWriter } from "../../src/stream/log-format.ts";
import { linesOf } from "../../src/stream/log-lines.ts";
import { Replay } from "../../src/stream/replay.ts";
import { cleanUp, temporary } from "./temporary.ts";

const config = smallConfig(3, 5);

/** The lines of a day's log, without their ends; the last one is the dawn that the header promises. */
const LINES = (() => {
  const run = new Simulation(config, { runId: "r1" });
  const writer = new LogWriter();
  const lines = [writer.header(logHeader("r1", config, "day:2/morning"))];
  while (run.town.day < 2) lines.push(writer.event(run.next()));
  return lines.map((line) => line.trimEnd());
})();

const path = temporary("log.ndjson");

function write(lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
}

/** Reads and folds all; returns the number of events. */
function verify(): number {
  const log = new LogFile(path);
  const replay = new Replay(log);
  for (const logged of log.events()) replay.take(logged);
  replay.finish();
  return replay.town.seq;
}

/** A line's index, and a message that names it. */
const anyLine = fc.integer({ min: 0, max: LINES.length - 1 });
const anyEvent = fc.integer({ min: 1, max: LINES.length - 1 });
const named = (index: number) => new RegExp(`^[^ ]*log\\.ndjson, line ${index + 1}\\b`);

afterAll(cleanUp);

describe("a log's file", () => {
  it("is sound as it was written", () => {
    write(LINES);
    expect(verify()).toBe(LINES.length - 1);
  });

  it("chains its checks: that of line 2 is the CRC-32 of lines 1 and 2 without their checks", () => {
    const bare = LINES.slice(0, 2).map((line) => line.replace(/,"check":"[0-9a-f]{8}"\}$/, "}"));
    expect(LINES[1].endsWith(`,"check":"${crc32(bare.join("")).toString(16).padStart(8, "0")}"}`)).toBe(true);
  });

  it("names the line in which any one byte was changed", () => {
    fc.assert(
      fc.property(anyLine, fc.nat(), fc.integer({ min: 1, max: 127 }), (index, place, flip) => {
        const bytes = Buffer.from(LINES[index]);
        const at = place % bytes.length;
        bytes[at] ^= flip;
        fc.pre(bytes[at] !== 10 && bytes[at] < 128);
        write(LINES.with(index, bytes.toString("utf8")));
        expect(verify).toThrow(named(index));
      }),
    );
  });

  it("names the place of any line that is missing", () => {
    fc.assert(
      fc.property(anyEvent, (index) => {
        write(LINES.toSpliced(index, 1));
        expect(verify).toThrow(named(index));
        expect(verify).toThrow("missing");
      }),
    );
  });

  it("names the second copy of any line that was doubled", () => {
    fc.assert(
      fc.property(anyEvent, (index) => {
        write(LINES.toSpliced(index, 0, LINES[index]));
        expect(verify).toThrow(named(index + 1));
        expect(verify).toThrow("doubled");
      }),
    );
  });

  it("names the first of two lines that changed places", () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, (a, b) => {
        fc.pre(a < b);
        write(LINES.with(a, LINES[b]).with(b, LINES[a]));
        expect(verify).toThrow(named(a));
        expect(verify).toThrow(`is at line ${b + 1}: lines were reordered`);
      }),
    );
  });

  it("tells a torn last line, and keeps the rest", () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), (index, place) => {
        const last = LINES[index];
        const torn = last.slice(0, 1 + (place % (last.length - 1)));
        writeFileSync(path, `${LINES.slice(0, index).join("\n")}\n${torn}`);
        const log = new LogFile(path);
        expect([...log.events()]).toHaveLength(index - 1);
        expect(log.torn?.line).toBe(index + 1);
      }),
    );
  });

  it("takes for torn only what a writer can have begun: garbage is an error that names its line", () => {
    const garbage = fc.string({ minLength: 1 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(anyEvent, garbage, (index, text) => {
        fc.pre(!'{"type":"'.startsWith(text.slice(0, 9)));
        writeFileSync(path, `${LINES.slice(0, index).join("\n")}\n${text}`);
        expect(verify).toThrow(named(index));
        expect(verify).toThrow('is no line of a log: each begins with {"type":"');
      }),
    );
  });

  it("lets nothing follow the moment that the header promises", () => {
    writeFileSync(path, `${LINES.join("\n")}\n{"type":"town_e`);
    expect(verify).toThrow(named(LINES.length));
    expect(verify).toThrow("was added: the log was complete with the line before it, where day:2/morning begins");
  });

  it("asks for a file where it is given a pipe or a device, which it can't read twice", () => {
    expect(() => new LogFile("/dev/null")).toThrow("/dev/null is a pipe or a device");
    expect(() => new LogFile("/dev/null")).toThrow("save it to a file first");
  });

  it("takes a last line that only lacks its line end as whole", () => {
    writeFileSync(path, LINES.join("\n"));
    expect(verify()).toBe(LINES.length - 1);
  });

  it("says what it expected of a file that is something else", () => {
    writeFileSync(path, "name,age\nalice,3\n");
    expect(verify).toThrow('line 1 must be the header of a town\'s log, {"type":"town_log", ...}');
    writeFileSync(path, "");
    expect(verify).toThrow("is empty");
    expect(() => new LogFile(`${path}.not`)).toThrow("there is no such file");
  });

  it("refuses a log whose checks are right and whose digest is wrong", () => {
    const writer = new LogWriter();
    const run = new Simulation(config, { runId: "r1" });
    const event = run.next();
    const forged = { ...event, digest: "0".repeat(32) } as typeof event;
    write([writer.header(logHeader("r1", config)), writer.event(forged)].map((line) => line.trimEnd()));
    expect(verify).toThrow(/line 2: the digest before event 1 must be [0-9a-f]{32}, the log says 0{32}/);
  });

  it("refuses an event that cannot be folded, in words", () => {
    const writer = new LogWriter();
    const run = new Simulation(config, { runId: "r1" });
    const lines = [writer.header(logHeader("r1", config)), writer.event(run.next())];
    lines.push(writer.event({ ...run.next(), type: "town_dance" } as never));
    write(lines.map((line) => line.trimEnd()));
    expect(verify).toThrow("line 3: type must be one of");
  });
});

describe("linesOf", () => {
  it("splits as String.split does, whatever the lengths of the lines", () => {
    const length = fc.oneof(fc.nat(20), fc.constantFrom(262_143, 262_144, 262_145, 600_000));
    fc.assert(
      fc.property(fc.array(length, { maxLength: 8 }), fc.boolean(), (lengths, ended) => {
        const lines = lengths.map((n, i) => String.fromCharCode(97 + i).repeat(n));
        const text = lines.join("\n") + (ended ? "\n" : "");
        writeFileSync(path, text);
        const read = Array.from(linesOf(path), ({ bytes, ended, offset }) => ({
          text: bytes.toString(),
          ended,
          offset,
        }));
        const expected = text.split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(read.map((line) => line.text)).toEqual(expected);
        for (const line of read) expect(text.slice(line.offset, line.offset + line.text.length)).toBe(line.text);
        expect(read.slice(0, -1).every((line) => line.ended)).toBe(true);
        if (read.length > 0) expect(read.at(-1)!.ended).toBe(text.endsWith("\n"));
      }),
      { numRuns: 40 },
    );
  });
});
