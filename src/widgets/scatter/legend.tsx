import type { Theme } from "../../scene/palette.ts";
import type { Cast, LegendEntry } from "../../scene/scatter-cast.ts";
import { MarkGlyph } from "../kit/mark-glyph.tsx";

/** What the looks mean, and the filter: pressing an entry brings it forward, pressing it again lets everyone back. */
export function Legend(props: {
  readonly cast: Cast;
  readonly theme: Theme;
  readonly focus: string;
  readonly onFocus: (key: string) => void;
}) {
  const { cast, theme, focus, onFocus } = props;
  const shown = cast.notable(focus);
  const left = cast.legend.length - shown.length;
  return (
    <ul class="legend" aria-label="Coalitions: choose one to bring it forward">
      {shown.map((entry) => (
        <li key={entry.key}>
          <button
            type="button"
            aria-pressed={focus === entry.key}
            data-key={entry.key}
            data-none={entry.count === 0 || undefined}
            title={titleOf(entry)}
            onClick={() => onFocus(focus === entry.key ? "" : entry.key)}
          >
            <MarkGlyph mark={entry.mark} theme={theme} />
            <span class="name">{entry.name}</span>
            <span class="count">{entry.count}</span>
          </button>
        </li>
      ))}
      {left > 0 && <li class="left">and {left} smaller coalitions</li>}
    </ul>
  );
}

function titleOf({ coalition, name, mark, count }: LegendEntry): string {
  if (!coalition) return `${name} (${mark.hue}): ${count}`;
  const { strength, cohesion, since } = coalition;
  return `${name} (${mark.hue} ${mark.shape}): since day ${since}, strength ${strength.toFixed(2)}, cohesion ${cohesion.toFixed(2)}`;
}
