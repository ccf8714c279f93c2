import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BRIDGES, castOf, isInFocus, livingFocus, standingBack, UNAFFILIATED } from "../../src/scene/scatter-cast.ts";
import { frameOf } from "../../src/scene/scatter-frame.ts";
import { jitterOf } from "../../src/scene/scatter-jitter.ts";
import { rowsInside } from "../../src/scene/scatter-lasso.ts";
import { scatterScene, type ScatterOptions } from "../../src/scene/scatter.ts";
import { driftsUntil, pastOf, TRAIL_DAYS, waysIn } from "../../src/scene/scatter-trails.ts";
import { chainOf } from "../../src/scene/scatter-why.ts";
import { sceneSvg } from "../../src/scene/scatter-svg.ts";
import { Selection } from "../../src/observer/selection.ts";
import { EventStore } from "../../src/observer/event-store.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";

const FRAME = frameOf(400, 400, { left: 0, right: 1, bottom: 0, top: 1 });
const OPTIONS: ScatterOptions = { theme: "light", focus: "", selected: new Set(), measure: (text) => 7 * text.length };

function lived(days: number, citizens = 7) {
  const simulation = new Simulation(parseConfig({ citizens, seed: 7 }));
  const events = new EventStore(100_000);
  while (simulation.town.day <= days) events.append(simulation.next());
  return { town: simulation.town, events };
}

const spread = (n: number) => Float64Array.from({ length: 2 * n }, (_, i) => ((i * 37) % 101) / 101);

describe("a lasso", () => {
  const { town } = lived(1, 25);
  const scene = scatterScene(castOf(town), spread(25), FRAME, OPTIONS);

  it("around everyone holds everyone, beside them nobody", () => {
    expect(rowsInside(scene, [0, 0, 400, 0, 400, 400, 0, 400])).toHaveLength(25);
    expect(rowsInside(scene, [0, 0, 1, 0, 1, 1])).toEqual([]);
  });

  it("holds those around whom the line turns an odd number of times", () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), (corners) => {
        const inside = new Set(rowsInside(scene, corners.flat()));
        for (const { member, x, y } of scene.points) expect(inside.has(member.row)).toBe(isOdd(corners, x, y));
      }),
    );
  });

  /** The slow way: the angle under which the line is seen, all around, in whole turns. */
  function isOdd(corners: readonly (readonly [number, number])[], x: number, y: number): boolean {
    let angle = 0;
    corners.forEach(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length];
      const turn = Math.atan2(by - y, bx - x) - Math.atan2(ay - y, ax - x);
      angle += turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
    });
    return Math.round(angle / (2 * Math.PI)) % 2 !== 0;
  }
});

describe("jitter", () => {
  it("moves a mark by a radius at most, by the citizen's id alone, and not all the same way", () => {
    const ids = Array.from({ length: 2000 }, (_, i) => ({ id: `c${i}` }));
    const offsets = jitterOf(ids);
    let [x, y] = [0, 0];
    for (let i = 0; i < offsets.length; i += 2) {
      expect(Math.hypot(offsets[i], offsets[i + 1])).toBeLessThanOrEqual(1 + 1e-6);
      x += offsets[i] / ids.length;
      y += offsets[i + 1] / ids.length;
    }
    expect(Math.hypot(x, y)).toBeLessThan(0.05);
    expect(jitterOf(ids.toReversed()).slice(-2)).toEqual(offsets.slice(0, 2));
  });

  it("moves marks on the screen, and nothing without it", () => {
    const { town } = lived(1);
    const plain = scatterScene(castOf(town), spread(7), FRAME, OPTIONS);
    const moved = scatterScene(castOf(town), spread(7), FRAME, { ...OPTIONS, jitter: jitterOf(town.citizens) });
    const at = (scene: typeof plain) => new Map(scene.points.map(({ member, x, y }) => [member.id, { x, y }]));
    for (const [id, { x, y }] of at(moved)) {
      const before = at(plain).get(id)!;
      expect(Math.hypot(x - before.x, y - before.y)).toBeLessThanOrEqual(plain.radius + 1e-5);
    }
    expect(at(moved)).not.toEqual(at(plain));
  });
});

describe("trails", () => {
  it("lead through where the drift events say one was, in the last days and no later than the moment, to where one is", () => {
    const { town, events } = lived(5);
    const seqs = new Selection(({ type }) => type === "eigenvector_drift");
    seqs.update(events);
    const moment = events.at(Math.floor(events.lastSeq * 0.8))!;
    const drifts = driftsUntil(events, seqs, moment.seq, moment.day);
    const truth = [...events.since(0)].filter(
      (event) => event.type === "eigenvector_drift" && event.seq <= moment.seq && event.day > moment.day - TRAIL_DAYS,
    );
    expect(drifts).toEqual(truth);
    expect(drifts.length).toBeGreaterThan(3);
    const past = pastOf(drifts, new Set([1]), (id) => town.citizenIndex.get(id));
    const { id } = town.citizens[1];
    const own = drifts.flatMap(({ moved }) => moved.filter(({ citizen }) => citizen === id));
    expect([...past.keys()]).toEqual([1]);
    expect([...past.get(1)!]).toEqual([...own[0].from, ...own.flatMap(({ to }) => to)]);

    const unit = (k: number) => Float64Array.from({ length: 7 }, (_, i) => Number(i === k));
    const ways = waysIn(past, { mean: new Float64Array(7), x: unit(0), y: unit(2) });
    expect(Array.from(ways[0].positions.slice(0, 2))).toEqual([own[0].from[0], own[0].from[2]]);
    const { trails, points } = scatterScene(castOf(town), spread(7), FRAME, { ...OPTIONS, ways });
    const { x, y } = points.find(({ member }) => member.row === 1)!;
    expect(Array.from(trails[0].path.slice(-2))).toEqual([x, y]);
  });
});

describe("why", () => {
  it("is drawn as one numbered arc for each event of the chain, the newest strongest, and said in SVG too", () => {
    const { town, events } = lived(3, 25);
    const deep = [...events.since(0)].findLast((event) => "caused_by" in event && event.caused_by.length > 0)!;
    const chain = chainOf(events, deep.seq, (id) => town.citizenIndex.get(id));
    expect(chain[0].seq).toBe(deep.seq);
    expect(chain.slice(1).map(({ seq }) => seq)).toEqual(expect.arrayContaining([...(deep as Caused).caused_by]));
    const scene = scatterScene(castOf(town), spread(25), FRAME, { ...OPTIONS, causes: chain });
    // The passing of time has no place on the picture.
    const numbered = chain.flatMap(({ rows }, i) => (rows.length > 0 ? [i + 1] : []));
    expect(scene.causes.map(({ number }) => number)).toEqual(numbered);
    const strengths = scene.causes.map(({ strength }) => strength);
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
    const words = { title: "", more: [], less: [], sentence: "" };
    const svg = sceneSvg(scene, [words, words], "why");
    for (const { path } of scene.causes) expect(svg).toContain(path);
  });

  it("of an event that isn't held draws nothing", () => {
    const { town, events } = lived(1);
    expect(chainOf(events, 99_999, (id) => town.citizenIndex.get(id))).toEqual([]);
  });
  type Caused = { caused_by: readonly number[] };
});

describe("who stands back", () => {
  const { town } = lived(6, 25);
  const cast = castOf(town);

  it("is who is not in focus or not involved, but never who is selected", () => {
    const keys = ["", "gone", BRIDGES, UNAFFILIATED, ...town.coalitions.keys()];
    const rows = fc.uniqueArray(fc.integer({ min: 0, max: 24 }));
    fc.assert(
      fc.property(fc.constantFrom(...keys), rows, fc.option(rows), (focus, selected, some) => {
        const involved = some ? Uint8Array.from({ length: 25 }, (_, row) => Number(some.includes(row))) : undefined;
        const back = standingBack(cast, focus, selected, involved);
        for (const member of cast.members) {
          const out = !isInFocus(member, livingFocus(cast, focus)) || (some !== null && !some.includes(member.row));
          expect(back[member.row]).toBe(Number(out && !selected.includes(member.row)));
        }
      }),
    );
  });

  it("the cast of a town is kept while nobody comes or goes in its coalitions", () => {
    expect(castOf(town, cast)).toBe(cast);
    const [first] = town.coalitions.values();
    const { members } = first;
    first.members = members.slice(1);
    expect(castOf(town, cast)).not.toBe(cast);
    first.members = members;
    expect(castOf(town, cast)).toBe(cast);
  });
});

describe("near", () => {
  it("says more of those who are in sight, when they are few", () => {
    const { town } = lived(1, 25);
    const detail = (row: number) => town.citizens[row].archetype;
    const names = (zoom: number) =>
      scatterScene(
        castOf(town),
        spread(25),
        frameOf(600, 600, { left: 0, right: 1, bottom: 0, top: 1 }, { zoom, x: -300 * zoom, y: -300 * zoom }),
        { ...OPTIONS, detail },
      ).names;
    expect(names(1).every((name) => name.detail === "")).toBe(true);
    const near = names(3);
    expect(near.length).toBeGreaterThan(0);
    for (const { text, detail: said } of near)
      expect(said).toBe(town.citizens.find(({ name }) => name === text)!.archetype);
  });
});
