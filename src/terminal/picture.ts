import type { EventStore } from "../observer/event-store.ts";
import type { View } from "../observer/observer.ts";
import { Selection } from "../observer/selection.ts";
import { scatterScene, type ScatterScene } from "../scene/scatter.ts";
import { axisWords, type AxisWords } from "../scene/scatter-axes.ts";
import { shownBasis, type ShownBasis } from "../scene/scatter-basis.ts";
import type { Cast } from "../scene/scatter-cast.ts";
import { frameIn } from "../scene/scatter-frame.ts";
import { Glide, placesOf, type Plane } from "../scene/scatter-motion.ts";
import { OutlineMorph } from "../scene/scatter-outlines.ts";
import { driftsUntil, pastOf, waysIn } from "../scene/scatter-trails.ts";
import { hull } from "../scene/hull.ts";
import { LETTER } from "./dots.ts";
import type { Choices } from "./facts.ts";
import { widthOf } from "./letters.ts";

/** More citizens than this are a crowd, which is drawn as dots and does not glide. */
const FEW = 2_000;

/** What is to be seen of the eigenvector space at one moment of its motion. */
export type PictureScene = {
  readonly scene: ScatterScene;
  readonly axes: readonly [x: AxisWords, y: AxisWords];
  readonly unstable: boolean;
};

/**
 * The picture on its way from what was shown to what is true: the same planes, glides and outlines as the page's, drawn on a
 * plot of letters. Time is told to it.
 */
export class Picture {
  readonly #projection: string;
  readonly #glide = new Glide();
  readonly #morph = new OutlineMorph();
  readonly #drifts = new Selection(({ type }) => type === "eigenvector_drift");
  #shown: { readonly key: string; readonly basis: ShownBasis } | undefined;
  /** Where names lie, by key, on a plot of this size. */
  #places: ReadonlyMap<string, number> = new Map();
  #plot = "";
  /** Whether it has somewhere to go. */
  moving = false;

  /** @param projection such as `pca` or `axes:warmth,trust` */
  constructor(projection: string) {
    this.#projection = projection;
  }

  /** Heads for a moment. */
  aim({ town }: View): void {
    const { run_id, day, phase, citizens, traits } = town;
    // The plane is the same for a phase.
    const key = `${run_id} ${day} ${phase} ${citizens.length}`;
    if (this.#shown?.key !== key) this.#shown = { key, basis: shownBasis(town, this.#projection) };
    const { basis, domain } = this.#shown.basis;
    this.#glide.aim({ kind: "plane", traits, plane: basis, domain }, citizens.length > FEW);
  }

  /**
   * The scene `ms` milliseconds after the last (Infinity: at rest), on a plot of letters.
   * Cost: as `scatterScene`, and for the trails of the selected a look at the drifts of the last days.
   */
  step(
    ms: number,
    plot: { readonly columns: number; readonly rows: number },
    { view, cast, events, choices }: { view: View; cast: Cast; events: EventStore; choices: Choices },
  ): PictureScene {
    this.#glide.step(ms);
    const pose = this.#glide.pose!;
    const positions = placesOf(pose);
    const [width, height] = [plot.columns * LETTER.width, plot.rows * LETTER.height];
    const edges = { left: AIR, right: width - AIR, top: AIR, bottom: height - AIR };
    const frame = frameIn({ width, height, plot: edges }, pose.domain);
    if (this.#plot !== `${width} ${height}`) this.#places = new Map();
    this.#plot = `${width} ${height}`;
    const { citizen, selected, focus, theme } = choices;
    const marked = new Set([...selected, citizen]);
    const scene = scatterScene(cast, positions, frame, {
      theme,
      focus,
      selected: marked,
      measure: (text) => widthOf(text) * LETTER.width,
      places: this.#places,
      ways: pose.kind === "plane" ? this.#ways(view, cast, events, selected, pose.plane) : [],
      ...(cast.size > FEW && { crowdHull: ({ members }) => hull(positions, members, 0) }),
    });
    const { outlines, moving } = this.#morph.step(scene.outlines, ms);
    this.moving = moving || this.#glide.moving;
    this.#places = new Map(scene.names.map(({ key, place }) => [key, place]));
    const { basis, unstable } = this.#shown!.basis;
    return { scene: { ...scene, outlines }, axes: axisWords(basis), unstable };
  }

  #ways(view: View, cast: Cast, events: EventStore, selected: ReadonlySet<string>, plane: Plane) {
    if (selected.size === 0) return [];
    this.#drifts.update(events);
    const drifts = driftsUntil(events, this.#drifts, view.seq, view.town.day);
    const rows = new Set([...selected].flatMap((id) => cast.rowOf(id) ?? []));
    return waysIn(
      pastOf(drifts, rows, (id) => cast.rowOf(id)),
      plane,
    );
  }
}

/** Px around the plot, so that a mark on its edge has room. */
const AIR = 8;
