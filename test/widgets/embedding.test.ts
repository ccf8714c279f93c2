import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type { View } from "../../src/observer/observer.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { embeddingOf } from "../../src/widgets/scatter/embedding.ts";
import type { Engine, Tell } from "../../src/widgets/scatter/embedding-engine.ts";
import { Fit, type FitRequest } from "../../src/widgets/scatter/embedding-fit.ts";

/** An engine that fits when it is told to, and remembers what it was asked. */
class HeldEngine implements Engine {
  readonly asked: FitRequest[] = [];
  readonly tell: Tell;
  closed = false;

  constructor(tell: Tell) {
    this.tell = tell;
  }
  fit(request: FitRequest): void {
    this.asked.push(request);
  }
  close(): void {
    this.closed = true;
  }
  /** Tells how far the last request is after so many milliseconds; of an end by default. */
  work(ms = Infinity): void {
    const fit = new Fit(this.asked.at(-1)!);
    fit.advance(ms);
    this.tell(fit.tell());
  }
}

/** A town of 30 that is watched, and the engines that were begun for it. */
function watched(projection = "umap") {
  const simulation = new Simulation(smallConfig(30, 3), { runId: "r1" });
  const view = signal<View | undefined>(undefined);
  const id = signal(projection);
  const closing = new AbortController();
  const engines: HeldEngine[] = [];
  const shown = embeddingOf(view, id, closing.signal, (tell) => {
    engines.push(new HeldEngine(tell));
    return engines.at(-1)!;
  });
  const show = () => {
    view.value = { town: simulation.town, seq: simulation.town.seq };
  };
  const nextPhase = () => {
    while (simulation.next().type !== "town_status");
    show();
  };
  return { simulation, view, id, closing, engines, shown, show, nextPhase };
}

describe("the embedding of the moment shown", () => {
  it("is nothing for a plane, an unknown projection, or before there is a town", () => {
    const { id, show, engines, shown } = watched("umap");
    expect([engines.length, shown.value]).toEqual([0, undefined]);
    id.value = "axes:warmth,trust";
    show();
    id.value = "sideways";
    expect([engines.length, shown.value]).toEqual([0, undefined]);
  });

  it("is fitted once a phase, to everyone as the phase began, and says so", () => {
    const { simulation, show, nextPhase, engines, shown } = watched();
    nextPhase();
    const { day, phase, seq } = simulation.town;
    const before = simulation.town.traitsAtPhaseStart.slice();
    for (let i = 0; i < 5; i++) {
      simulation.next();
      show();
    }
    expect(engines.map(({ asked }) => asked.length)).toEqual([1]);
    engines[0].work();
    expect(engines[0].asked[0].vectors).toEqual(before);
    expect(shown.value).toMatchObject({ projection: "umap", progress: 1, moment: { seq, day, phase } });
    expect(shown.value!.positions).toHaveLength(60);
    expect(shown.value!.trustworthiness).toBeGreaterThan(0.8);
  });

  it("is the same for all who come at that moment", () => {
    const [one, other] = [watched("tsne"), watched("tsne")];
    for (const { nextPhase, engines } of [one, other]) {
      nextPhase();
      engines[0].work();
    }
    expect(one.shown.value).toEqual(other.shown.value);
  });

  it("goes on from the picture before, so that nobody jumps", () => {
    const { nextPhase, engines, shown } = watched("tsne");
    nextPhase();
    engines[0].work();
    const before = shown.value!.positions;
    nextPhase();
    expect(engines[0].asked[1].reference).toEqual(before);
    engines[0].work();
    const after = shown.value!.positions;
    const moved = Math.sqrt(after.reduce((sum, value, i) => sum + (value - before[i]) ** 2, 0) / 30);
    expect(moved).toBeLessThan(0.5);
  });

  it("lets a fit end before the next, and of all that waited fits the last", () => {
    const { simulation, nextPhase, engines, shown } = watched();
    nextPhase();
    engines[0].work(0);
    expect(shown.value!.progress).toBeLessThan(1);
    for (let i = 0; i < 3; i++) nextPhase();
    expect(engines[0].asked.length).toBe(1);
    engines[0].work();
    expect(engines[0].asked.length).toBe(2);
    expect(engines[0].asked[1].vectors).toEqual(simulation.town.traitsAtPhaseStart);
    engines[0].work();
    expect(shown.value!.moment).toMatchObject({ day: simulation.town.day, phase: simulation.town.phase });
    expect(engines[0].asked.length).toBe(2);
  });

  it("begins anew at once for another projection, and hears no more of the one before", () => {
    const { nextPhase, id, engines, shown } = watched("umap");
    nextPhase();
    const fit = new Fit(engines[0].asked[0]);
    id.value = "tsne:perplexity=5";
    fit.advance(Infinity);
    engines[0].tell(fit.tell());
    expect(shown.value).toBeUndefined();
    engines[0].work();
    expect(shown.value).toMatchObject({ projection: "tsne:perplexity=5", progress: 1 });
    expect(engines[0].asked[1].from).toBeUndefined();
  });

  it("lets go of its engine for a plane and when its view closes", () => {
    const { nextPhase, id, closing, engines, shown } = watched();
    nextPhase();
    engines[0].work();
    id.value = "pca";
    expect([engines[0].closed, shown.value]).toEqual([true, undefined]);
    id.value = "umap";
    expect(engines[1].asked[0].from).toBeUndefined();
    closing.abort();
    expect([engines[1].closed, shown.value]).toEqual([true, undefined]);
    nextPhase();
    expect(engines.length).toBe(2);
  });
});
