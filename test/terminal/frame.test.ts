import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Observer } from "../../src/observer/observer.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import type { Lod } from "../../src/sim/manifest.ts";
import type { Citizen } from "../../src/sim/citizen.ts";
import { LEAST } from "../../src/terminal/rooms.ts";
import { widthOf } from "../../src/terminal/letters.ts";
import { PANELS } from "../../src/terminal/panels.ts";
import { patch } from "../../src/terminal/patch.ts";
import { inAscii } from "../../src/terminal/plain-letters.ts";
import { SHORTCUTS } from "../../src/terminal/shortcuts.ts";
import { Watch } from "../../src/terminal/watch.ts";
import { HeldTimers } from "../observer/held-timers.ts";
import { expectGolden } from "./golden.ts";
import { recorded } from "./recorded.ts";

const SMALL = { columns: 80, rows: 24 };
const LARGE = { columns: 200, rows: 50 };

type Wish = {
  readonly panel?: string;
  readonly lod?: Lod;
  readonly theme?: "light" | "dark";
  readonly projection?: string;
};

function watch(
  observer: Observer,
  { panel = "citizens", lod = 2, theme = "dark", projection = "pca" }: Wish = {},
): Watch {
  return new Watch(observer, { panel, lod, theme, projection, timers: new HeldTimers() }, () => {});
}

const run = await recorded();

describe("a frame of a town", () => {
  it.each([
    ["80x24", SMALL],
    ["200x50", LARGE],
  ] as const)("is what was found good at %s", (name, size) => {
    expectGolden(name, watch(run).frame(size, Infinity).text);
  });

  it.each(PANELS.slice(1).map(({ id }) => id))("shows %s at 80x24", (panel) => {
    expectGolden(`80x24-${panel}`, watch(run, { panel }).frame(SMALL, Infinity).text);
  });

  it("shows all of a citizen where there is room, and help", () => {
    const watching = watch(run, { lod: 4 });
    expectGolden("200x50-lod-4", watching.frame(LARGE, Infinity).text);
    watching.key("?");
    const { text: help } = watching.frame(SMALL, Infinity);
    for (const { shown, action } of SHORTCUTS) if (!/^panel-\d/.test(action)) expect(help).toContain(` ${shown} `);
    expectGolden("80x24-help", help);
  });

  it("is the same in ASCII, in letters that every terminal has", () => {
    const screen = inAscii(watch(run).frame(SMALL, Infinity));
    expect(screen.text).toMatch(/^[ -~\n]*$/);
    expectGolden("80x24-ascii", screen.text);
  });

  it("says in letters what it says in colours: no two of those who are told apart look the same", () => {
    const { letters } = watch(run).frame(SMALL, Infinity);
    expect(letters.join("")).toContain("A Wandering Hearth 10");
    expect(letters.join("")).toContain("B Dawn Ladder 10");
    expect(letters.join("")).toContain("★ Bridges 1");
  });

  it("fills any terminal that is large enough, and no more", () => {
    const sizes = fc.record({
      columns: fc.integer({ min: LEAST.columns, max: 230 }),
      rows: fc.integer({ min: LEAST.rows, max: 70 }),
    });
    const wishes = fc.record({
      panel: fc.constantFrom(...PANELS.map(({ id }) => id)),
      lod: fc.integer({ min: 0, max: 5 }) as fc.Arbitrary<Lod>,
      theme: fc.constantFrom("light" as const, "dark" as const),
    });
    fc.assert(
      fc.property(sizes, wishes, (size, wish) => {
        const lines = watch(run, wish).frame(size, Infinity).text.split("\n").slice(0, -1);
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
        expect(lines[0]).toContain("replay");
        expect(lines.at(-1)).toContain("979 of 979 events");
      }),
      { numRuns: 60 },
    );
  });

  it("says what it needs where there is too little room", () => {
    const { text } = watch(run).frame({ columns: 60, rows: 15 }, Infinity);
    expect(text).toContain("Too small");
    expect(text).toContain("72 columns and 20 rows are needed");
    expect(text).toContain("here are 60 and 15");
  });

  it("changes little from one event to the next: some hundred bytes", () => {
    const watching = watch(run);
    const paper = { depth: "truecolor", own: undefined } as const;
    let before = watching.frame(SMALL, Infinity);
    const bytes: number[] = [];
    for (let seq = 700; seq < 740; seq++) {
      run.seek(seq);
      const after = watching.frame(SMALL, Infinity);
      if (seq > 700) bytes.push(Buffer.byteLength(patch(before, after, paper)));
      before = after;
    }
    run.goLive();
    const whole = Buffer.byteLength(patch(undefined, before, paper));
    expect(bytes.reduce((sum, one) => sum + one, 0) / bytes.length).toBeLessThan(whole / 3);
  });

  it("lets nothing that a server tells say anything to the terminal", async () => {
    const said = [
      "\u001b[2J\u001b]0;mine\u0007",
      "愛麗絲🚀",
      "\u202Eolleh",
      "e\u0301\u0301\u0301",
      "a\nb",
      "\u009b31m",
    ];
    const lied = await recorded(6);
    const { town } = lied.view.value!;
    // As a server might that is no friend: whoever reads what it sends checks no names.
    const citizens = town.citizens as Citizen[];
    for (const [i, citizen] of citizens.entries()) citizens[i] = { ...citizen, name: said[i % said.length] };
    for (const coalition of town.coalitions.values()) Object.assign(coalition, { name: said[0] });
    for (const event of lied.events.since(0))
      if ("message" in event) Object.assign(event, { message: said[event.seq % 6] });
    Object.assign(town, { town_id: said[0], timestamp: `2025-01-01T${said[0]}` });
    for (const { id } of PANELS) {
      const { letters, text } = watch(lied, { panel: id, lod: 5 }).frame(LARGE, Infinity);
      expect(letters.join("")).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
      for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(LARGE.columns);
    }
  });

  it("draws thousands as a crowd of dots", async () => {
    const crowd = await recorded(1, smallConfig(2_500, 3));
    const { text } = watch(crowd).frame(LARGE, Infinity);
    expect(text.match(/[\u2801-\u28FF]/g)!.length).toBeGreaterThan(100);
  });
});
