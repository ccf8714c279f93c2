import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { EventStore } from "../../observer/event-store.ts";
import type { View } from "../../observer/observer.ts";
import { mood } from "../../sim/mood.ts";
import type { Theme } from "../../scene/palette.ts";
import { scatterScene, type ScatterScene } from "../../scene/scatter.ts";
import { castOf, type Cast } from "../../scene/scatter-cast.ts";
import { frameOf } from "../../scene/scatter-frame.ts";
import { jitterOf } from "../../scene/scatter-jitter.ts";
import { OutlineMorph } from "../../scene/scatter-outlines.ts";
import { waysIn } from "../../scene/scatter-trails.ts";
import { chainOf, type CauseAmong } from "../../scene/scatter-why.ts";
import type { TownState } from "../../sim/state.ts";
import { canvasRenderer } from "./canvas-renderer.ts";
import type { Embedding } from "./embedding.ts";
import { letters, type Letters } from "./lettering.ts";
import { crowdMotion, fewMotion, type Motion } from "./motion.ts";
import type { Renderer } from "./renderer.ts";
import { Targets, type Reading } from "./targets.ts";
import { Trails } from "./trails.ts";
import { webglRenderer } from "./webgl-renderer.ts";
import { Viewport } from "../kit/viewport.ts";

type PlotInputs = {
  readonly view: ReadonlySignal<View | undefined>;
  readonly events: EventStore;
  readonly theme: ReadonlySignal<Theme>;
  readonly projection: ReadonlySignal<string>;
  readonly focus: ReadonlySignal<string>;
  readonly selected: ReadonlySignal<readonly string[]>;
  readonly jitter: ReadonlySignal<boolean>;
  readonly trails: ReadonlySignal<boolean>;
  /** Seq of the event whose causes are drawn; 0 for none. */
  readonly why: ReadonlySignal<number>;
  /** By row, 1 for those who matter to the feed's filter; undefined while there is none. */
  readonly involved: ReadonlySignal<Uint8Array | undefined>;
  /** Positions of a projection that has no plane, of the projection asked for or the one before. */
  readonly embedding: ReadonlySignal<Embedding | undefined>;
};

/** While the picture moves, those who read it as text hear of it this often. */
const TELL_EVERY = 250;
/** More citizens than this are drawn as a crowd. */
const FEW = 2_000;

/**
 * The picture's heartbeat: turns what is true (the view, the projection) into a pose to glide to, and draws a frame
 * whenever something moves or was changed, at most once per animation frame, and none when all is still.
 */
export class Plot extends Viewport {
  /** The row under the pointer or the keyboard. */
  readonly marked = signal<number | undefined>(undefined);
  readonly #scene = signal<ScatterScene | undefined>(undefined);
  readonly #settled = signal(false);
  readonly #reading = signal<Reading | undefined>(undefined);
  readonly #cast = signal<Cast | undefined>(undefined);
  readonly #chain = signal<readonly CauseAmong[]>([]);
  readonly #canvases = signal<readonly HTMLCanvasElement[]>([]);

  readonly #inputs: PlotInputs;
  readonly #letters: Letters;
  readonly #trails: Trails;
  readonly #targets = new Targets();
  readonly #morph = new OutlineMorph();
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #renderer: Renderer | undefined;
  #motion: { readonly of: string; readonly motion: Motion; readonly crowded: boolean } | undefined;
  #jitter: { readonly of: TownState["citizens"]; readonly offsets: Float32Array } | undefined;
  #drawn: ScatterScene | undefined;
  #places: ReadonlyMap<string, number> = new Map();
  /** What is aimed at is not what is true any more. */
  #stale = false;
  #frame = 0;
  #lastFrame: number | undefined;
  #lastTold = 0;

  constructor(root: HTMLElement, inputs: PlotInputs, abort: AbortSignal) {
    super();
    this.#inputs = inputs;
    this.#letters = letters(root);
    this.#trails = new Trails(inputs.events);
    const stops = [
      effect(() => {
        for (const input of [inputs.view, inputs.projection, inputs.embedding]) void input.value;
        this.#stale = true;
        this.#request();
      }),
      effect(() => {
        const { theme, focus, selected, jitter, trails, why, involved } = inputs;
        for (const input of [theme, focus, selected, jitter, trails, why, involved]) void input.value;
        for (const own of [this.camera, this.marked, this.size]) void own.value;
        this.#request();
      }),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(this.#frame);
      this.#renderer?.close();
    });
  }

  /** The scene as last told to readers: now and then on the way, and always once settled. */
  get scene(): ReadonlySignal<ScatterScene | undefined> {
    return this.#scene;
  }

  /** Whether what is drawn is what is true. */
  get settled(): ReadonlySignal<boolean> {
    return this.#settled;
  }

  get reading(): ReadonlySignal<Reading | undefined> {
    return this.#reading;
  }

  get cast(): ReadonlySignal<Cast | undefined> {
    return this.#cast;
  }

  /** The event that is asked about and what led to it, as far as it is held. */
  get chain(): ReadonlySignal<readonly CauseAmong[]> {
    return this.#chain;
  }

  /** What it draws on, the lowest first: others once a small town is followed by a large one. */
  get canvases(): ReadonlySignal<readonly HTMLCanvasElement[]> {
    return this.#canvases;
  }

  /** The scene on the canvas at this moment. */
  get drawn(): ScatterScene | undefined {
    return this.#drawn;
  }

  get letters(): Letters {
    return this.#letters;
  }

  protected reletter(anew: boolean): void {
    this.#letters.fit(anew);
    if (anew) this.#request();
  }

  #request(): void {
    this.#settled.value = false;
    this.#frame ||= requestAnimationFrame((now) => untracked(() => this.#draw(now)));
  }

  /** Heads for what is true now. Once a frame at most: events come in thousands a second. */
  #aim(now: number): void {
    const view = this.#inputs.view.peek();
    // Nobody spans no plane: the widget says in words that no one lives there.
    if (!view || view.town.citizens.length === 0) return;
    const { town } = view;
    const n = town.citizens.length;
    const crowded = n > FEW;
    const cast = castOf(town, crowded ? this.#cast.peek() : undefined);
    this.#cast.value = cast;
    const motion = this.#motionOf(town, crowded);
    const calm = this.#calm.matches;
    const { projection, embedding } = this.#inputs;
    const aim = this.#targets.of(view, projection.peek(), embedding.peek(), this.#reading.peek());
    this.#reading.value = aim.reading;
    if (aim.embedded) motion.embed(aim.embedded.positions, aim.embedded.domain, now, calm);
    else if (aim.shown) motion.aim(town.traits, aim.shown.basis, aim.shown.domain, now, calm);
  }

  #motionOf(town: TownState, crowded: boolean): Motion {
    const of = crowded ? `${town.run_id} ${town.citizens.length}` : "few";
    if (this.#motion?.of === of) return this.#motion.motion;
    const motion = crowded ? crowdMotion(town.citizens.length) : fewMotion();
    if (!this.#renderer || this.#motion?.crowded !== crowded) {
      this.#renderer?.close();
      const again = () => this.#request();
      this.#renderer = crowded ? webglRenderer(this.#letters, again) : canvasRenderer(this.#letters);
      this.#canvases.value = this.#renderer.canvases;
    }
    this.#motion = { of, motion, crowded };
    return motion;
  }

  #jitterOf({ citizens }: TownState): Float32Array | undefined {
    if (!this.#inputs.jitter.peek()) return undefined;
    if (this.#jitter?.of !== citizens) this.#jitter = { of: citizens, offsets: jitterOf(citizens) };
    return this.#jitter.offsets;
  }

  #draw(now: number): void {
    this.#frame = 0;
    const passed = this.#lastFrame === undefined ? 16 : now - this.#lastFrame;
    if (this.#stale) {
      this.#stale = false;
      this.#aim(now);
    }
    const step = this.#motion?.motion.step(now, passed);
    const { width, height, density } = this.size.peek();
    const [view, cast] = [this.#inputs.view.peek(), this.#cast.peek()];
    if (step?.positions.length !== 2 * (cast?.size ?? 0) || !cast || !view || width === 0 || height === 0) return;

    const { theme, focus, selected, involved, why, events, trails } = this.#inputs;
    const { town } = view;
    const ids = new Set(selected.peek());
    const chain = why.peek() > 0 ? chainOf(events, why.peek(), (id) => cast.rowOf(id)) : NO_CAUSES;
    if (chain.length > 0 || this.#chain.peek().length > 0) this.#chain.value = chain;
    const past = trails.peek() && step.plane ? this.#trails.past(view, cast, ids) : undefined;
    const jitter = this.#jitterOf(town);
    step.crowd?.crowd.jitter(jitter);
    const scene = scatterScene(cast, step.positions, frameOf(width, height, step.domain, this.camera.peek()), {
      theme: theme.peek(),
      focus: focus.peek(),
      selected: ids,
      measure: this.#letters.measure,
      places: this.#places,
      involved: involved.peek()?.length === cast.size ? involved.peek() : undefined,
      jitter,
      ways: past && step.plane ? waysIn(past, step.plane) : [],
      causes: chain,
      detail: (row) => `${town.citizens[row].archetype} · ${mood(town, row)}`,
      units: step.plane !== undefined,
      ...(step.crowd && { crowdHull: (coalition) => step.crowd!.crowd.hull(coalition) }),
    });
    const { outlines, moving } = this.#morph.step(scene.outlines, this.#calm.matches ? Infinity : passed, step.jumped);
    this.#drawn = { ...scene, outlines };
    this.#places = new Map(scene.names.map(({ key, place }) => [key, place]));
    this.#renderer!.draw(this.#drawn, density, this.marked.peek(), step.crowd);

    const goesOn = moving || step.moving;
    this.#lastFrame = goesOn ? now : undefined;
    if (!goesOn || now - this.#lastTold > TELL_EVERY) {
      this.#lastTold = now;
      this.#scene.value = this.#drawn;
    }
    if (goesOn) this.#request();
    else this.#settled.value = true;
  }
}

const NO_CAUSES: readonly CauseAmong[] = [];
