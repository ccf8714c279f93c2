import { glyphPath } from "../../scene/glyph.ts";
import { BRIDGE_MARK, coalitionMark, type Theme } from "../../scene/palette.ts";
import { arcPath } from "../../scene/scatter-shape.ts";

/**
 * A citizen's face, `size` CSS px wide (12 to 64), in a ring of their coalitions' colours; a bridge's has a gold ring inside it.
 * Says nothing to a screen reader: the name stands beside it.
 */
export function Glyph(props: {
  readonly seed: number;
  /** Palette slots of the coalitions. */
  readonly colours: readonly number[];
  readonly theme: Theme;
  readonly size: number;
}) {
  const { seed, colours, theme, size } = props;
  const bridge = colours.length > 1;
  return (
    <svg class="face" viewBox="-16 -16 32 32" width={size} height={size} aria-hidden="true">
      {colours.length === 0 && <circle class="alone" r="14.75" />}
      {colours.map((slot, i) => (
        <path
          key={i}
          class="ring"
          d={bridge ? arcPath(i, colours.length, 14.5) : FULL}
          stroke={coalitionMark(slot).fill[theme]}
        />
      ))}
      {bridge && <circle r="11.25" stroke={BRIDGE_MARK.outline[theme]} stroke-width="2.5" fill="none" />}
      {bridge && <circle r="11.25" stroke={BRIDGE_MARK.fill[theme]} stroke-width="1.75" fill="none" />}
      <path class="mark" d={glyphPath(seed, bridge ? 13 : 16)} />
    </svg>
  );
}

const FULL = "M0 -14.5A14.5 14.5 0 1 1 0 14.5A14.5 14.5 0 1 1 0 -14.5Z";
