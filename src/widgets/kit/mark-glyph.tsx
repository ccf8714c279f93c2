import type { Mark, Theme } from "../../scene/palette.ts";
import { shapePath } from "../../scene/scatter-shape.ts";

/** A mark as it is drawn in the plot, 16 px square, for legend and words. Says nothing to a screen reader: words stand beside it. */
export function MarkGlyph({ mark, theme }: { readonly mark: Mark; readonly theme: Theme }) {
  const hollow = mark.shape === "ring";
  return (
    <svg class="glyph" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
      <path
        d={shapePath(mark.shape, 5)}
        fill={hollow ? "none" : mark.fill[theme]}
        stroke={mark.outline[theme]}
        stroke-width={hollow ? 1.75 : 1}
      />
    </svg>
  );
}
