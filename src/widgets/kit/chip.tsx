import type { Mark, Theme } from "../../scene/palette.ts";
import { MarkGlyph } from "./mark-glyph.tsx";

/**
 * A name with its mark, in a pill. With `onPress` it is a button (`pressed`: whether it is on; left out, it is no switch);
 * with `onRemove` it has a cross; with neither it is only read.
 */
export function Chip(props: {
  readonly name: string;
  readonly mark?: Mark | undefined;
  readonly theme?: Theme;
  readonly pressed?: boolean;
  readonly title?: string;
  readonly onPress?: () => void;
  readonly onRemove?: () => void;
  /** What the cross does, for screen readers; default `Remove <name>`. */
  readonly removes?: string;
}) {
  const { name, mark, theme = "light", pressed, title, onPress, onRemove, removes } = props;
  const words = (
    <>
      {mark && <MarkGlyph mark={mark} theme={theme} />}
      <span>{name}</span>
    </>
  );
  return (
    <span class="chip" data-pressed={pressed || undefined} title={title}>
      {onPress ? (
        <button type="button" class="words" aria-pressed={pressed} onClick={onPress}>
          {words}
        </button>
      ) : (
        <span class="words">{words}</span>
      )}
      {onRemove && (
        <button type="button" class="cross" aria-label={removes ?? `Remove ${name}`} onClick={onRemove}>
          <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
            <path d="M1 1l6 6M7 1L1 7" />
          </svg>
        </button>
      )}
    </span>
  );
}
