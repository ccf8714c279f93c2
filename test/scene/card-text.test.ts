import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cardText } from "../../src/scene/card-text.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { manifest, type Lod } from "../../src/sim/manifest.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const LODS = [0, 1, 2, 3, 4, 5] as const satisfies readonly Lod[];

function fourthDay() {
  const simulation = new Simulation(smallConfig(25, 7));
  while (simulation.town.day < 4) simulation.next();
  return simulation.town;
}

describe("a card in letters", () => {
  const town = fourthDay();
  const alice = town.citizenIndex.get("alice")!;

  it("is a face and a name at first, and says more with each level", () => {
    const levels = LODS.map((lod) => cardText(manifest(town, alice, lod)));
    expect(levels[0]).toHaveLength(1);
    expect(levels[0][0]).toMatch(/^.. Alice [●◆○]+$/u);
    for (const lod of [1, 2, 3, 4, 5]) {
      expect(levels[lod].slice(0, levels[lod - 1].length)).toEqual(levels[lod - 1]);
      expect(levels[lod].length).toBeGreaterThan(levels[lod - 1].length);
    }
  });

  it("has the facts of the manifest", () => {
    const card = manifest(town, alice, 5);
    const text = cardText(card).join("\n");
    expect(text).toContain(card.region.name);
    expect(text).toContain(card.archetype);
    for (const { about, kind, seq } of card.memories) {
      expect(text).toContain(about?.name ?? kind);
      expect(text).toContain(seq.toLocaleString("en"));
    }
    for (const { name } of card.ties) expect(text).toContain(name);
    for (const { name } of card.coalitions) expect(text).toContain(name);
    expect(text).toContain(`Drift ${card.drift.toFixed(3)}`);
    expect(text.replace(/\s+/g, " ")).toContain(card.opacity);
    expect(text).toContain('"eigenvector_at_phase_start": {');
  });

  it("leaves room around what cannot be known", () => {
    const lines = cardText(manifest(town, alice, 5));
    const said = lines.findIndex((line) => line.startsWith("   Whom they still lay a place for"));
    expect(lines.slice(said - 2, said)).toEqual(["", ""]);
    expect(lines.slice(-2)).toEqual(["", ""]);
  });

  it("stays in its columns, whoever it is, at every level and width", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 }),
        fc.constantFrom(...LODS),
        fc.integer({ min: 40, max: 120 }),
        (row, lod, columns) => {
          for (const line of cardText(manifest(town, row, lod), columns))
            expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it("says nothing to a terminal but letters, whatever people are called", () => {
    const anything = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(anything, fc.constantFrom(...LODS), (text, lod) => {
        const card = manifest(town, alice, lod);
        const named = {
          ...card,
          name: text,
          ...("archetype" in card && { archetype: text, region: { id: "x", name: text } }),
        };
        const about = { id: "x", name: text };
        const said =
          "memories" in named
            ? { ...named, memories: [{ seq: 1, kind: text, about }], ties: [{ ...about, weight: 1 }] }
            : named;
        expect(cardText(said).join("")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });
});
