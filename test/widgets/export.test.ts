import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv, type Cell } from "../../src/scene/csv.ts";
import { still } from "../../src/scene/scatter-still.ts";
import { digest } from "../../src/sim/digest.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { apply } from "../../src/sim/apply.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { fileName } from "../../src/widgets/export/file-name.ts";
import { Film } from "../../src/widgets/export/film.ts";
import { figureOf } from "../../src/widgets/export/figure.ts";
import { figureSvg } from "../../src/widgets/export/figure-svg.ts";
import { sizeInWords } from "../../src/widgets/export/saving.ts";
import { cutsOf, dayBefore } from "../../src/widgets/export/spans.ts";
import { citizensCsv, eventsCsv, eventsNdjson } from "../../src/widgets/export/tables.ts";
import { withDuration } from "../../src/widgets/export/webm.ts";
import { smallville } from "../sim/towns.ts";
import { deed, holding } from "./an-event.ts";

/** RFC 4180 read letter by letter: slow, and nothing of the writer's. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field, quoted] = [[] as string[], "", false];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted && sign === '"' && text[i + 1] === '"') [field, i] = [field + sign, i + 1];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") [row, field] = [[...row, field], ""];
    else if (!quoted && sign === "\r" && text[i + 1] === "\n") {
      rows.push([...row, field]);
      [row, field, i] = [[], "", i + 1];
    } else field += sign;
  }
  expect([row, field, quoted]).toEqual([[], "", false]);
  return rows;
}

const table = (rows: readonly (readonly Cell[])[], width: number) =>
  [
    ...csv(
      Object.fromEntries(Array.from({ length: width }, (_, i) => [`c${i}`, (row: readonly Cell[]) => row[i]])),
      rows,
    ),
  ].join("");

describe("CSV", () => {
  it("has a header, commas, quotes where they are needed, and CRLF", () => {
    expect(
      table(
        [
          ["Ann", 'said "hi"'],
          ["two\nlines", "a,b"],
        ],
        2,
      ),
    ).toBe('c0,c1\r\nAnn,"said ""hi"""\r\n"two\nlines","a,b"\r\n');
  });

  it("disarms what a spreadsheet would run, and leaves numbers as they are", () => {
    expect(table([["=1+1", "@me", "+49", "-x", -0.5, true, undefined, null]], 8)).toBe(
      "c0,c1,c2,c3,c4,c5,c6,c7\r\n'=1+1,'@me,'+49,'-x,-0.5,true,,\r\n",
    );
  });

  it("reads back as it was written, whatever is in it", () => {
    const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('="x"', "a\r\nb", '"', ",", "\t", "'=1"));
    const cell = fc.oneof(text, fc.double({ noNaN: true }), fc.boolean(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
        const [, ...read] = parse(table(rows, 3));
        const before = (value: Cell) =>
          typeof value !== "string" ? `${value ?? ""}` : "=+-@\t\r".includes(value[0] ?? " ") ? `'${value}` : value;
        expect(read).toEqual(rows.map((row) => row.map(before)));
      }),
    );
  });
});

function ran(events: number): { readonly run: Simulation; readonly events: readonly TownEvent[] } {
  const run = new Simulation(smallville());
  return { run, events: Array.from({ length: events }, () => run.next()) };
}

describe("tables of a town", () => {
  const { run, events } = ran(300);

  it("has everyone in a row, with what is true of them", () => {
    const drawn = still(run.town, "axes:warmth,trust");
    const [header, ...rows] = parse([...citizensCsv(drawn)].join(""));
    expect(rows).toHaveLength(25);
    rows.forEach((row, i) => {
      const of = (name: string) => row[header.indexOf(name)];
      expect(of("id")).toBe(run.town.citizens[i].id);
      expect(of("name")).toBe(run.town.citizens[i].name);
      expect(Number(of("x"))).toBeCloseTo(Number(of("warmth")), 12);
      expect(Number(of("trust"))).toBe(run.town.traits[7 * i + 2]);
      for (const id of of("coalitions").split(" ").filter(Boolean)) {
        expect(run.town.coalitions.get(id)!.members).toContain(i);
      }
    });
  });

  it("has an event in a row", () => {
    const [header, ...rows] = parse([...eventsCsv(events)].join(""));
    expect(header.slice(0, 7)).toEqual(["seq", "timestamp", "day", "phase", "type", "kind", "who"]);
    expect(rows.map(([seq]) => Number(seq))).toEqual(events.map(({ seq }) => seq));
  });

  it("has events in lines that fold to the town", () => {
    const town = found(smallville());
    for (const line of [...eventsNdjson(events)].join("").trimEnd().split("\n")) {
      apply(town, JSON.parse(line) as TownEvent);
    }
    expect(digest(town)).toBe(digest(run.town));
  });
});

describe("a film", () => {
  const paper = { width: 960, height: 672, theme: "light" } as const;

  it("ends with the town as it was at the end, and touches no other", () => {
    const { run, events } = ran(200);
    const before = digest(run.town);
    const film = new Film(found(smallville()), holding(events), 200, "pca", paper);
    for (let i = 0; i <= 100; i++) film.figure(i / 100, 33);
    // Given time, marks arrive.
    const last = film.figure(1, 10_000);
    expect(last.still.town.seq).toBe(200);
    expect(digest(last.still.town)).toBe(before);
    const { positions } = figureOf(still(run.town, "pca"), paper).still;
    Array.from(last.still.positions, (value, i) => expect(value).toBeCloseTo(positions[i], 9));
  });

  it("leaves names where they lay, as long as there is room", () => {
    const { events } = ran(200);
    const film = new Film(found(smallville()), holding(events), 200, "pca", paper);
    const placesAt = (share: number) =>
      new Map(film.figure(share, 16).scene.names.map(({ key, place }) => [key, place]));
    let [hops, held, before] = [0, 0, placesAt(0)];
    for (let i = 1; i <= 200; i++) {
      const now = placesAt(i / 200);
      for (const [key, place] of now) {
        if (before.get(key) === place) held++;
        else if (before.has(key)) hops++;
      }
      before = now;
    }
    expect(hops).toBeLessThan(held / 50);
  });

  it("moves on in step with the time that has passed", () => {
    const { events } = ran(100);
    const film = new Film(found(smallville()), holding(events), 100, "pca", paper);
    expect([0, 0.25, 0.5, 1].map((share) => film.figure(share, 16).still.town.seq)).toEqual([0, 25, 50, 100]);
  });
});

describe("a figure", () => {
  it("in SVG dims whom the focus leaves out, and has a halo around the selected", () => {
    const { run } = ran(300);
    const [coalition] = run.town.coalitions.values();
    const { id } = run.town.citizens[coalition.members[0]];
    const paper = { width: 1200, height: 840, theme: "light", focus: coalition.id, selected: [id] } as const;
    const svg = figureSvg(figureOf(still(run.town, "pca"), paper));
    expect(svg.match(/ opacity="0.22"/g)).toHaveLength(25 - coalition.members.length);
    expect(svg.match(/<circle r=/g)).toHaveLength(1);
  });

  it("says what it is of, and what the looks mean", () => {
    const { run } = ran(300);
    const figure = figureOf(still(run.town, "pca"), { width: 1200, height: 840, theme: "dark" });
    const { day, phase, coalitions } = run.town;
    expect(figure.title.words).toBe(`smallville, day ${day} ${phase.toLowerCase()}`);
    expect(figure.caption.words).toMatch(/^seed 7 · event 300 · 25 citizens/);
    for (const { name, members } of coalitions.values()) {
      expect(figure.legend.map(({ words }) => words)).toContain(`${name} ${members.length}`);
    }
    for (const { x, y } of figure.legend) {
      expect(x).toBeGreaterThan(0);
      expect(y).toBeLessThan(840);
    }
  });
});

describe("a span", () => {
  const phases = Array.from({ length: 9 }, (_, i) => {
    const phase = (["MORNING", "AFTERNOON", "EVENING", "NIGHT"] as const)[i % 4];
    return { seq: 10 * i + 1, day: 1 + Math.floor(i / 4), phase };
  });

  it("can begin at every phase held, and where what is held begins", () => {
    const cuts = cutsOf(phases, 0);
    expect(cuts[0]).toEqual({ seq: 81, words: "Day 3 morning" });
    expect(cuts.at(-1)).toEqual({ seq: 0, words: "The founding" });
    expect(cutsOf(phases.slice(4), 35).at(-1)).toEqual({ seq: 35, words: "The first moment held" });
  });

  it("is of a day, unless less is held", () => {
    const cuts = cutsOf(phases, 0);
    expect(dayBefore(cuts, 85)).toBe(51);
    expect(dayBefore(cuts, 81)).toBe(41);
    expect(dayBefore(cuts, 5)).toBe(0);
  });
});

describe("a WebM's length", () => {
  /** EBML header, a segment of unknown size with an Info, and a cluster. */
  const head = [0x1a, 0x45, 0xdf, 0xa3, 0x81, 0x00, 0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255];
  const info = (data: readonly number[]) => [0x15, 0x49, 0xa9, 0x66, 0x80 + data.length, ...data];
  const scale = [0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40];
  const cluster = [0x1f, 0x43, 0xb6, 0x75, 0x81, 0x07];
  const bytesOf = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())];

  it("is written into the Info, and nothing else is changed", async () => {
    const video = new Blob([new Uint8Array([...head, ...info(scale), ...cluster])]);
    const written = await bytesOf(await withDuration(video, 10));
    const duration = [0x44, 0x89, 0x88, 0x40, 0xc3, 0x88, 0, 0, 0, 0, 0];
    const size = [0x01, 0, 0, 0, 0, 0, 0, scale.length + duration.length];
    expect(written).toEqual([...head, 0x15, 0x49, 0xa9, 0x66, ...size, ...scale, ...duration, ...cluster]);
  });

  it("is left alone where it is there, or what came is no WebM", async () => {
    const has = new Blob([new Uint8Array([...head, ...info([0x44, 0x89, 0x84, 0, 0, 0, 0]), ...cluster])]);
    expect(await withDuration(has, 10)).toBe(has);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const blob = new Blob([bytes]);
        expect(await withDuration(blob, 1)).toBe(blob);
      }),
    );
  });
});

describe("a file", () => {
  it("is called by its town and its moment", () => {
    expect(fileName("smallville", [{ day: 3, phase: "EVENING" }], "png")).toBe("smallville-day3-evening.png");
    expect(fileName("t", ["events", "1", "20"], "csv")).toBe("t-events-1-20.csv");
    expect(fileName("t", [deed(1), "to", { day: 2, phase: "NIGHT" }], "webm")).toBe(
      "t-day1-morning-to-day2-night.webm",
    );
  });

  it("has a size in words", () => {
    expect([999, 1000, 84_400, 999_600, 12_340_000].map(sizeInWords)).toEqual([
      "999 bytes",
      "1 kB",
      "84 kB",
      "1.0 MB",
      "12.3 MB",
    ]);
  });
});
