import type { ReadonlySignal } from "@preact/signals";
import type { Observer, View } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import type { Paper } from "../../scene/scatter-still.ts";
import type { TraitSignals } from "../kit/traits.ts";

/** What the panel saves: the moment shown, and how the viewer looks at it. */
export type Shown = {
  readonly observer: Observer;
  /** At most once an animation frame. */
  readonly view: ReadonlySignal<View | undefined>;
  /** Changes with the events held, at most once an animation frame. */
  readonly held: ReadonlySignal<number>;
  readonly theme: ReadonlySignal<Theme>;
  readonly traits: TraitSignals<ExportTraits>;
  /** The font of the page's words. */
  readonly family: () => string;
  readonly abort: AbortSignal;
};

export type ExportTraits = {
  projection: string;
  focus: string;
  selected: readonly string[];
  /** Whether marks give way to each other in the picture. */
  jitter: boolean;
  /** The feed's filter. */
  query: string;
  kind: string;
  phase: string;
  /** CSS pixels; 0 fills the element. */
  height: number;
};

/** The viewer's choices as a picture of this size takes them. Reads signals. */
export function paperOf({ theme, traits }: Shown, size: { readonly width: number; readonly height: number }): Paper {
  const { focus, selected, jitter } = traits;
  return { ...size, theme: theme.value, focus: focus.value, selected: selected.value, jitter: jitter.value };
}
