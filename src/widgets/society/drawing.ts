import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { View } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { castOf, type Cast } from "../../scene/scatter-cast.ts";
import { likeness, societyOf, type Society } from "../../scene/society-ties.ts";
import { societyScene, type SocietyScene } from "../../scene/society.ts";
import { layoutHost } from "./layout.ts";
import { PlaceGlide } from "./place-glide.ts";
import type { Painter } from "./painter.ts";
import { Viewport } from "../kit/viewport.ts";

type DrawingInputs = {
  readonly view: ReadonlySignal<View | undefined>;
  readonly theme: ReadonlySignal<Theme>;
  readonly focus: ReadonlySignal<string>;
  readonly selected: ReadonlySignal<readonly string[]>;
};

/** Ties are looked at anew this often at most, in milliseconds; of another phase, or around others, sooner. */
const LOOK_EVERY = 500;
const SOON = 60;
/** A drawing of ties that are this much like those shown is good enough for them. */
const ALIKE = 0.85;
/** While the picture moves, those who read it as text hear of it this often. */
const TELL_EVERY = 600;

/**
 * The network's heartbeat: from the view to its strongest ties, from these, when they are much different or the phase is another, to a
 * new layout that begins where the old one lies, and from there to frames, at most one an animation frame and none when
 * all is still.
 */
export class Drawing extends Viewport {
  /** The row under the pointer or the keyboard. */
  readonly marked = signal<number | undefined>(undefined);
  readonly #scene = signal<SocietyScene | undefined>(undefined);
  readonly #settled = signal(false);
  readonly #society = signal<Society | undefined>(undefined);

  readonly #inputs: DrawingInputs;
  readonly #painter: Painter;
  readonly #layout: ReturnType<typeof layoutHost>;
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #glide = new PlaceGlide(0);
  #cast: Cast | undefined;
  /** Which ties the layout is of, and of which moment; and of which run, of whose phase and around whom the society is. */
  #laidOut: { readonly key: string; readonly society: Society } | undefined;
  #run = "";
  #key = "";
  #isLayingOut = false;
  /** The town went on while a layout was made: when it is done another is due. A town in a hurry would else never see one done. */
  #isOutrun = false;
  #drawn: SocietyScene | undefined;
  #names: ReadonlyMap<string, number> = new Map();
  #frame = 0;
  #lastFrame: number | undefined;
  #lastLook = -Infinity;
  #lastTold = 0;
  #look = 0;

  constructor(inputs: DrawingInputs, painter: Painter, abort: AbortSignal) {
    super();
    this.#inputs = inputs;
    this.#painter = painter;
    this.#layout = layoutHost(({ positions, done }) => {
      this.#isLayingOut = !done;
      this.#glide.aim(this.#laidOut!.society.rows, positions, this.#calm.matches);
      if (done && this.#isOutrun) this.#lookAt(this.#inputs.view.peek()!, this.#key);
      this.#request();
    }, abort);
    const stops = [
      effect(() => {
        const [view, focus, selected] = [inputs.view.value, inputs.focus.value, inputs.selected.value];
        untracked(() => this.#notice(view, focus, selected));
      }),
      effect(() => {
        for (const input of [inputs.theme, inputs.focus, inputs.selected, this.camera, this.marked, this.size])
          void input.value;
        untracked(() => this.#request());
      }),
    ];
    abort.addEventListener("abort", () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#look);
    });
  }

  /** The scene as last told to readers: now and then on the way, and always once settled. */
  get scene(): ReadonlySignal<SocietyScene | undefined> {
    return this.#scene;
  }

  /** Whether what is drawn is what is true. */
  get settled(): ReadonlySignal<boolean> {
    return this.#settled;
  }

  get society(): ReadonlySignal<Society | undefined> {
    return this.#society;
  }

  /** The scene on the canvas at this moment. */
  get drawn(): SocietyScene | undefined {
    return this.#drawn;
  }

  protected reletter(anew: boolean): void {
    this.#painter.forget();
    if (anew) this.#request();
  }

  /** Looks at the ties when it is time: sooner when the phase is another, or those they are around. */
  #notice(view: View | undefined, focus: string, selected: readonly string[]): void {
    if (!view) return;
    const { town } = view;
    const around = town.citizens.length === this.#society.peek()?.rows.length ? "" : `${focus} ${selected.join(" ")}`;
    const key = `${town.run_id} ${town.day} ${town.phase} ${around}`;
    const wait = this.#lastLook + (key === this.#key ? LOOK_EVERY : SOON) - performance.now();
    this.#key = key;
    this.#settled.value = false;
    clearTimeout(this.#look);
    this.#look = 0;
    if (wait <= 0) this.#lookAt(view, key);
    else this.#look = setTimeout(() => this.#lookAt(this.#inputs.view.peek()!, this.#key), wait);
  }

  #lookAt({ town }: View, key: string): void {
    this.#look = 0;
    this.#lastLook = performance.now();
    if (town.run_id !== this.#run) {
      this.#run = town.run_id;
      this.#glide = new PlaceGlide(town.citizens.length);
      this.#laidOut = undefined;
    }
    const cast = (this.#cast = castOf(town, this.#cast));
    const society = societyOf(town, around(cast, this.#inputs.focus.peek(), this.#inputs.selected.peek()));
    this.#society.value = society;
    const shown = this.#laidOut;
    const alike = shown ? likeness(shown.society, society) : 1;
    const isDue = !shown || shown.key !== key || alike < ALIKE;
    this.#isOutrun = isDue && shown !== undefined && this.#isLayingOut;
    if (isDue && !this.#isOutrun) {
      this.#laidOut = { key, society };
      this.#isLayingOut = true;
      const { rows, ends, weights } = society;
      const from = shown && this.#glide.targets(rows);
      this.#layout.ask({ order: rows.length, ends, weights }, town.seed, from, alike);
    }
    this.#request();
  }

  #request(): void {
    this.#settled.value = false;
    this.#frame ||= requestAnimationFrame((now) => untracked(() => this.#draw(now)));
  }

  #draw(now: number): void {
    this.#frame = 0;
    const moving = this.#glide.step(this.#lastFrame === undefined ? 16 : now - this.#lastFrame);
    this.#lastFrame = moving ? now : undefined;
    const { width, height, density } = this.size.peek();
    const [cast, society] = [this.#cast, this.#society.peek()];
    if (!cast || !society || width === 0 || height === 0) return;

    const { theme, focus, selected } = this.#inputs;
    const positions = this.#glide.places(society.rows);
    this.#drawn = societyScene(cast, society, positions, {
      theme: theme.peek(),
      width,
      height,
      domain: this.#glide.domain,
      camera: this.camera.peek(),
      focus: focus.peek(),
      selected: new Set(selected.peek()),
      marked: this.marked.peek(),
      measure: this.#painter.measure,
      places: this.#names,
    });
    this.#names = new Map(this.#drawn.names.map(({ key, place }) => [key, place]));
    this.#painter.draw(this.#drawn, density, this.marked.peek());
    if (!moving || now - this.#lastTold > TELL_EVERY) {
      this.#lastTold = now;
      this.#scene.value = this.#drawn;
    }
    if (moving) this.#request();
    else this.#settled.value = !this.#isLayingOut && this.#look === 0;
  }
}

/** The rows that a large town is shown around: the selected, else a coalition in focus. */
function around(cast: Cast, focus: string, selected: readonly string[]): readonly number[] {
  const rows = selected.map((id) => cast.rowOf(id)).filter((row) => row !== undefined);
  if (rows.length > 0) return rows;
  return cast.legend.find(({ key }) => key === focus)?.coalition?.members ?? [];
}
