import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { scatterData, sceneOf, still } from "../../src/scene/scatter-still.ts";
import { scatterSvg } from "../../src/scene/scatter-svg.ts";
import { scatterText } from "../../src/scene/scatter-text.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { TRAITS } from "../../src/sim/eigenvector.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";
import { Simulation } from "../../src/sim/simulation.ts";

function thirdNight() {
  const { town, ...simulation } = running(25);
  while (town.day < 3 || town.phase !== "NIGHT") simulation.next();
  return town;
}

function running(citizens: number) {
  const simulation = new Simulation(smallConfig(citizens, 7));
  return { town: simulation.town, next: () => simulation.next() };
}

/** A town of three, of whom the first is called `name`: anything, as in a snapshot from elsewhere. */
function townOf(name: string) {
  const from = snapshot(found(smallConfig(3, 7)));
  const [first, ...others] = from.citizens;
  return restore({ ...from, citizens: [{ ...first, name }, ...others] });
}

const PAPER = { width: 800, height: 600, theme: "light" } as const;

describe("a still scatter", () => {
  it("as data: anyone can place a citizen by the weights it gives", () => {
    const town = thirdNight();
    const data = scatterData(still(town, "axes:warmth,trust"));
    expect(data.points).toHaveLength(25);
    expect(data.seq).toBe(town.seq);
    town.citizens.forEach(({ id }, row) => {
      const point = data.points[row];
      expect(point.citizen).toBe(id);
      const trait = (name: (typeof TRAITS)[number]) => town.traits[7 * row + TRAITS.indexOf(name)];
      expect(point.x).toBeCloseTo(trait("warmth"), 12);
      expect(point.y).toBeCloseTo(trait("trust"), 12);
    });
    expect(data.axes[0].weights).toMatchObject({ warmth: 1, trust: 0 });
    const members = data.points.filter(({ kind }) => kind !== "unaffiliated").flatMap(({ coalitions }) => coalitions);
    expect(new Set(members)).toEqual(new Set(town.coalitions.keys()));
  });

  it("refuses a projection that nobody knows, in words", () => {
    expect(() => still(thirdNight(), "umbrella")).toThrow('unknown projection "umbrella"');
  });

  it("every point lies on the paper, at any size and in any town", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(3, 7, 25, 60),
        fc.integer({ min: 200, max: 2000 }),
        fc.integer({ min: 160, max: 2000 }),
        (citizens, width, height) => {
          const { town } = running(citizens);
          for (const { x, y } of sceneOf(still(town, "pca"), { width, height, theme: "dark" }).points) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(width);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(height);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("a scatter as SVG", () => {
  it("has a mark for everyone, an outline for every coalition, and says what its axes mean", () => {
    const town = thirdNight();
    const svg = scatterSvg(still(town, "pca"), PAPER);
    for (const { name } of town.citizens) expect(svg).toContain(`<title>${name}`);
    for (const { name } of town.coalitions.values()) expect(svg).toContain(`<title>${name}</title>`);
    expect(svg).toMatch(/<desc id="d">PC1, \d+ % of the variance: .*PC2/);
    expect(svg).not.toMatch(/<script|<style|href|NaN|Infinity|undefined/);
  });

  it("names are text, whatever they are", () => {
    const svg = scatterSvg(still(townOf('</text><script>alert(1)</script> & "O\'Neil"'), "pca"), PAPER);
    expect(svg).toContain("&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;O&#39;Neil&quot;");
    expect(svg).not.toContain("<script");
    const odd = scatterSvg(still(townOf("bell\u0007 half \ud83d whole 😀"), "pca"), PAPER);
    expect(odd).toContain("bell\ufffd half \ufffd whole 😀");
  });
});

describe("a scatter in letters", () => {
  it("shows every citizen who shares no place, and names all in the legend", () => {
    const town = thirdNight();
    const text = scatterText(still(town, "pca"), { columns: 72, rows: 22 });
    const grid = text.split("\n").filter((line) => line.startsWith("│"));
    expect(grid).toHaveLength(22);
    for (const line of grid) expect(line).toHaveLength(74);
    const seen = grid.join("").replace(/[│ ]/g, "").length;
    expect(seen).toBeGreaterThan(15);
    expect(seen).toBeLessThanOrEqual(25);
    for (const { name } of town.citizens) expect(text).toMatch(new RegExp(`[:,] ${name}\\b`));
    for (const { name, members } of town.coalitions.values()) expect(text).toContain(`${name} (${members.length}): `);
  });

  it("a place that two share shows who stands out more", () => {
    const text = scatterText(still(thirdNight(), "pca"), { columns: 2, rows: 1 });
    expect(text.split("\n")[2]).toBe("│**│");
  });

  it("a name says nothing to a terminal but its letters", () => {
    const text = scatterText(still(townOf("Ann\u001b[31m\nBob\u202eeve"), "pca"), { columns: 40, rows: 10 });
    expect(text).toContain("Ann [31m Bob eve");
    expect(text).not.toContain("\u001b");
  });
});
