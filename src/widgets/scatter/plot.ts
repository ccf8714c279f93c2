import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { View } from "../../observer/observer.ts";
import { coordinates } from "../../projection/projection.ts";
import type { Theme } from "../../scene/palette.ts";
import { scatterScene, type ScatterScene } from "../../scene/scatter.ts";
import { axisWords, type AxisWords } from "../../scene/scatter-axes.ts";
import { shownBasis, type ShownBasis } from "../../scene/scatter-basis.ts";
import { castOf, type Cast } from "../../scene/scatter-cast.ts";
import { AT_REST, frameOf, zoomAt, type Camera } from "../../scene/scatter-frame.ts";
import { Glide } from "../../scene/scatter-motion.ts";
import { OutlineMorph } from "../../scene/scatter-outlines.ts";
import type { Renderer } from "./renderer.ts";

type PlotInputs = {
  readonly view: ReadonlySignal<View | undefined>;
  readonly theme: ReadonlySignal<Theme>;
  readonly projection: ReadonlySignal<string>;
  readonly focus: ReadonlySignal<string>;
  readonly selected: ReadonlySignal<readonly string[]>;
};

/** Words that go with the picture and change at most once a phase. */
type Reading = {
  readonly axes: readonly [AxisWords, AxisWords];
  readonly unstable: boolean;
  readonly problem?: string;
};

/** While the picture moves, those who read it as text hear of it this often. */
const TELL_EVERY = 250;

/**
 * The picture's heartbeat: turns what is true (the view, the projection) into a pose to glide to, and draws a frame
 * whenever something moves or was changed, at most once per animation frame, and none when all is still.
 */
export class Plot {
  readonly camera = signal<Camera>(AT_REST);
  /** The row under the pointer or the keyboard. */
  readonly marked = signal<number | undefined>(undefined);
  readonly #scene = signal<ScatterScene | undefined>(undefined);
  readonly #settled = signal(false);
  readonly #reading = signal<Reading | undefined>(undefined);
  readonly #cast = signal<Cast | undefined>(undefined);
  readonly #size = signal({ width: 0, height: 0, density: 1 });

  readonly #inputs: PlotInputs;
  readonly #renderer: Renderer;
  readonly #glide = new Glide();
  readonly #morph = new OutlineMorph();
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #drawn: ScatterScene | undefined;
  #places: ReadonlyMap<string, number> = new Map();
  #basis: { readonly key: string; readonly shown: ShownBasis } | undefined;
  #frame = 0;
  #lastFrame: number | undefined;
  #lastTold = 0;

  constructor(inputs: PlotInputs, renderer: Renderer, abort: AbortSignal) {
    this.#inputs = inputs;
    this.#renderer = renderer;
    const stops = [
      effect(() => this.#aim(inputs.view.value, inputs.projection.value)),
      effect(() => {
        for (const input of [inputs.theme, inputs.focus, inputs.selected, this.camera, this.marked, this.#size])
          void input.value;
        this.#request();
      }),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(this.#frame);
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

  /** The scene on the canvas at this moment. */
  get drawn(): ScatterScene | undefined {
    return this.#drawn;
  }

  /** Keeps the canvas as large as `box`, and as fine as the screen. */
  follow(box: HTMLElement, abort: AbortSignal): void {
    const measure = () => {
      this.#size.value = { width: box.clientWidth, height: box.clientHeight, density: devicePixelRatio || 1 };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    abort.addEventListener("abort", () => observer.disconnect());
    // Names measured before the shipped font has come would be a little off.
    const remeasure = () => {
      this.#renderer.fit(true);
      this.#request();
    };
    document.fonts.addEventListener("loadingdone", remeasure, { signal: abort });
  }

  /** Zooms by `factor` around a place of the canvas; the middle by default. */
  zoom(factor: number, x = this.#size.peek().width / 2, y = this.#size.peek().height / 2): void {
    this.camera.value = zoomAt(this.camera.peek(), factor, x, y);
  }

  pan(x: number, y: number): void {
    const camera = this.camera.peek();
    this.camera.value = { ...camera, x: camera.x + x, y: camera.y + y };
  }

  fit(): void {
    this.camera.value = AT_REST;
  }

  #aim(view: View | undefined, projection: string): void {
    // Nobody spans no plane: the widget says in words that no one lives there.
    if (!view || view.town.citizens.length === 0) return;
    const { town } = view;
    const { shown, problem } = this.#shown(view, projection);
    const cast = castOf(town);
    this.#cast.value = cast;
    this.#reading.value = { axes: axisWords(shown.basis), unstable: shown.unstable, ...(problem && { problem }) };
    this.#glide.aim({ traits: town.traits, plane: shown.basis, domain: shown.domain }, this.#calm.matches);
    this.#request();
  }

  /** The basis of the view's phase; computed once a phase. An unknown projection shows the principal components and says so. */
  #shown({ town }: View, projection: string): { shown: ShownBasis; problem?: string } {
    const key = `${town.run_id} ${town.day} ${town.phase} ${projection}`;
    if (this.#basis?.key === key) return { shown: this.#basis.shown };
    try {
      const shown = shownBasis(town, projection);
      this.#basis = { key, shown };
      return { shown };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { shown: shownBasis(town, "pca"), problem: error.message };
    }
  }

  #request(): void {
    this.#settled.value = false;
    this.#frame ||= requestAnimationFrame((now) => untracked(() => this.#draw(now)));
  }

  #draw(now: number): void {
    this.#frame = 0;
    const passed = this.#lastFrame === undefined ? 16 : now - this.#lastFrame;
    this.#glide.step(passed);
    const { width, height, density } = this.#size.peek();
    const [pose, cast] = [this.#glide.pose, this.#cast.peek()];
    if (!pose || !cast || width === 0 || height === 0) return;

    const { theme, focus, selected } = this.#inputs;
    this.#renderer.fit();
    const scene = scatterScene(
      cast,
      coordinates(pose.plane, pose.traits, cast.members.length),
      frameOf(width, height, pose.domain, this.camera.peek()),
      {
        theme: theme.peek(),
        focus: focus.peek(),
        selected: new Set(selected.peek()),
        measure: this.#renderer.measure,
        places: this.#places,
      },
    );
    const { outlines, moving } = this.#morph.step(scene.outlines, this.#calm.matches ? Infinity : passed);
    this.#drawn = { ...scene, outlines };
    this.#places = new Map(scene.names.map(({ key, place }) => [key, place]));
    this.#renderer.draw(this.#drawn, density, this.marked.peek());

    const goesOn = moving || this.#glide.moving;
    this.#lastFrame = goesOn ? now : undefined;
    if (!goesOn || now - this.#lastTold > TELL_EVERY) {
      this.#lastTold = now;
      this.#scene.value = this.#drawn;
    }
    if (goesOn) this.#request();
    else this.#settled.value = true;
  }
}
