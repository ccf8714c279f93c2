import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventStore } from "../../src/observer/event-store.ts";
import { between, characterOf, difference } from "../../src/scene/compare.ts";
import { castOf } from "../../src/scene/scatter-cast.ts";
import { TRAITS } from "../../src/sim/eigenvector.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { found } from "../../src/sim/genesis/found.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { manifest } from "../../src/sim/manifest.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownState } from "../../src/sim/state.ts";
import { orderOf, rowsByName, SORTS, type Wish } from "../../src/widgets/cards/order.ts";
import {
  anchorAt,
  heightOf,
  mostTiles,
  placeOf,
  scrollFor,
  tilesAt,
  tilesInSight,
} from "../../src/widgets/cards/tiles.ts";
import { TraitHistory } from "../../src/widgets/cards/trait-history.ts";

const lods = fc.integer({ min: 0, max: 5 });
const widths = fc.integer({ min: 200, max: 1600 });

/** A town of 25 after so many days, its events, and the traits that everyone had at the end of each phase. */
function lived(days: number) {
  const { town, ...simulation } = running();
  const events = new EventStore(100_000);
  const ends: Float64Array[] = [town.traits.slice()];
  while (town.day <= days) {
    const event = simulation.next();
    events.append(event);
    if (event.type === "eigenvector_drift") ends.push(town.traits.slice());
  }
  return { town, events, ends };
}

function running(): { readonly town: TownState; next(): TownEvent } {
  const simulation = new Simulation(smallConfig(25, 7));
  return { town: simulation.town, next: () => simulation.next() };
}

describe("the tiles of the list", () => {
  it("are many beside each other as silhouettes and one below the other as cards, in a panel", () => {
    expect([0, 1, 2, 3, 4, 5].map((lod) => tilesAt(lod, 380).columns)).toEqual([5, 1, 1, 1, 1, 1]);
  });

  it("fill the width, never overlap and never stick out", () => {
    fc.assert(
      fc.property(lods, widths, fc.integer({ min: 1, max: 60 }), (lod, width, count) => {
        const tiles = tilesAt(lod, width);
        const places = Array.from({ length: count }, (_, i) => placeOf(i, tiles));
        expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
        expect(Math.max(...places.map(({ x }) => x)) + tiles.width).toBeLessThanOrEqual(width);
        expect(Math.max(...places.map(({ y }) => y)) + tiles.height).toBe(heightOf(count, tiles));
      }),
    );
  });

  it("are never so many that a browser could not make the list so high", () => {
    fc.assert(
      fc.property(lods, widths, (lod, width) => {
        const tiles = tilesAt(lod, width);
        expect(heightOf(mostTiles(tiles), tiles)).toBeLessThan(2 ** 25);
      }),
    );
  });

  it("in sight are all drawn, and hardly any other", () => {
    const place = { top: fc.integer({ min: 0, max: 20_000 }), height: fc.integer({ min: 50, max: 1200 }) };
    fc.assert(
      fc.property(
        lods,
        widths,
        fc.record(place),
        fc.integer({ min: 1, max: 2000 }),
        (lod, width, { top, height }, count) => {
          const tiles = tilesAt(lod, width);
          fc.pre(top < heightOf(count, tiles));
          const { first, last } = tilesInSight(top, height, tiles, count);
          for (let i = 0; i < count; i++) {
            const { y } = placeOf(i, tiles);
            if (y < top + height && y + tiles.height > top) expect(first <= i && i <= last).toBe(true);
          }
          expect(last - first + 1).toBeLessThanOrEqual((Math.ceil((height + 192) / tiles.height) + 1) * tiles.columns);
        },
      ),
    );
  });

  it("keep the one under the pointer where it is when the level changes, as far as the list reaches", () => {
    const pointer = fc.record({ x: fc.integer({ min: 0, max: 199 }), y: fc.integer({ min: 0, max: 600 }) });
    fc.assert(
      fc.property(lods, lods, widths, pointer, fc.integer({ min: 0, max: 9000 }), (from, to, width, { x, y }, top) => {
        const [before, after] = [tilesAt(from, width), tilesAt(to, width)];
        const anchor = anchorAt(x, y, top, before, 5000);
        const scrolled = scrollFor(anchor, after);
        const place = placeOf(anchor.index, after).y - scrolled;
        if (scrolled === 0) return;
        expect(place).toBeLessThanOrEqual(y + 0.001);
        expect(place + after.height).toBeGreaterThanOrEqual(y - 0.001);
        expect(scrollFor(anchor, before)).toBeCloseTo(top, 6);
      }),
    );
  });
});

describe("the order of the list", () => {
  const { town } = lived(4);
  const cast = castOf(town);
  const ids = town.citizens.map(({ id }) => id);
  const byName = rowsByName(town);
  const names = (wish: Partial<Wish>) =>
    orderOf(town, cast, byName, { sort: "name", query: "", focus: "", selected: [], ...wish }).map(
      (row) => town.citizens[row].name,
    );

  it("is by name at first", () => {
    expect(names({}).slice(0, 4)).toEqual(["Alice", "Bob", "Clara", "Diana"]);
  });

  it("has the selected first, then those in focus", () => {
    expect(names({ selected: ["xena", "kai"], focus: "*bridges" }).slice(0, 2)).toEqual(["Kai", "Xena"]);
    const bridges = ids.filter((_, row) => cast.coalitionsOf(row).length > 1);
    expect(bridges.length).toBeGreaterThan(0);
    expect(
      names({ focus: "*bridges" })
        .slice(0, bridges.length)
        .map((name) => name.toLowerCase()),
    ).toEqual(bridges);
  });

  it("finds people by all words, in name, archetype and coalitions", () => {
    expect(names({ query: "BUILD os" })).toEqual(["Oscar"]);
    expect(names({ query: "nobody of this name" })).toEqual([]);
    const [coalition] = town.coalitions.values();
    expect(names({ query: coalition.name })).toHaveLength(coalition.members.length);
  });

  it("holds everybody once, in the order that was wished for", () => {
    const wishes = fc.record({
      sort: fc.constantFrom(...SORTS),
      query: fc.constant(""),
      focus: fc.constantFrom("", "*bridges", "*unaffiliated", "gone", ...town.coalitions.keys()),
      selected: fc.subarray(ids),
    });
    fc.assert(
      fc.property(wishes, (wish) => {
        const order = orderOf(town, cast, byName, wish);
        expect(order.toSorted((a, b) => a - b)).toEqual(ids.map((_, row) => row));
        expect(new Set(order.slice(0, wish.selected.length).map((row) => ids[row]))).toEqual(new Set(wish.selected));
        const rest = wish.focus === "" || wish.focus === "gone" ? order.slice(wish.selected.length) : [];
        for (let i = 1; i < rest.length; i++) {
          const [a, b] = [manifest(town, rest[i - 1], 4), manifest(town, rest[i], 4)];
          if (wish.sort === "drift") expect(a.drift).toBeGreaterThanOrEqual(b.drift);
          if (wish.sort === "tokens") expect(a.tokens).toBeGreaterThanOrEqual(b.tokens);
          if (wish.sort === "coalition" && a.coalitions.length === 0) expect(b.coalitions).toEqual([]);
        }
      }),
    );
  });
});

describe("the past of a citizen's traits", () => {
  const { town, events, ends } = lived(3);

  it("is what everyone was at the end of each phase, and is now", () => {
    const history = new TraitHistory(events);
    town.citizens.forEach((_, row) => {
      const past = history.of(town, row);
      expect(past).toHaveLength(ends.length + 1);
      ends.forEach((traits, i) =>
        characterOf(traits, row).forEach((value, k) => expect(past[i][k]).toBeCloseTo(value, 6)),
      );
      expect(past.at(-1)).toEqual(characterOf(town.traits, row));
    });
  });

  it("grows with the town, whether it was asked before or not", () => {
    const simulation = running();
    const growing = new EventStore(100_000);
    const history = new TraitHistory(growing);
    while (simulation.town.day <= 2) {
      growing.append(simulation.next());
      expect(history.of(simulation.town, 3)).toEqual(new TraitHistory(growing).of(simulation.town, 3));
    }
  });

  it("of a town that has just begun is now, twice", () => {
    const young = found(smallConfig(25, 7));
    const now = characterOf(young.traits, 0);
    expect(new TraitHistory(new EventStore(10)).of(young, 0)).toEqual([now, now]);
  });

  it("finds a citizen in whatever order a program elsewhere lists them", () => {
    const turned = new EventStore(100_000);
    for (const event of events.since(0))
      turned.append(event.type === "eigenvector_drift" ? { ...event, moved: event.moved.toReversed() } : event);
    expect(new TraitHistory(turned).of(town, 5)).toEqual(new TraitHistory(events).of(town, 5));
  });
});

describe("what is said of two citizens", () => {
  it("names the traits that differ most, the greatest first", () => {
    const plain = TRAITS.map(() => 0.5);
    expect(difference([0.9, 0.5, 0.3, 0.5, 0.54, 0.5, 0.5], plain)).toBe("more warmth, less trust");
    expect(difference(plain, plain)).toBeUndefined();
  });

  it("is the other way round for the other", () => {
    const seven = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 });
    const turned = (text: string | undefined) =>
      text?.replace(/more|less/g, (word) => (word === "more" ? "less" : "more"));
    fc.assert(
      fc.property(seven, seven, (a, b) => {
        expect(difference(a, b)).toBe(turned(difference(b, a)));
      }),
    );
  });

  it("has every two of them once, with the ties of both", () => {
    const { town } = lived(3);
    const cast = castOf(town);
    const pairs = between(town, [0, 1, 2, 3], (row) => cast.coalitionsOf(row));
    expect(pairs.map(({ one, other }) => `${one}${other}`)).toEqual(["01", "02", "03", "12", "13", "23"]);
    for (const { one, other, there, back, shared } of pairs) {
      expect(there).toBe(town.relationships[one].get(other));
      expect(back).toBe(town.relationships[other].get(one));
      for (const { members } of shared) expect(members).toEqual(expect.arrayContaining([one, other]));
    }
  });
});
