import { overlapMatrix, overlapsOf, type Overlap } from "../../scene/overlap.ts";
import { BRIDGE_MARK, coalitionMark, type Theme } from "../../scene/palette.ts";
import { BRIDGES, type Cast } from "../../scene/scatter-cast.ts";
import type { TownState } from "../../sim/state.ts";
import { Chip } from "../kit/chip.tsx";
import { MarkGlyph } from "../kit/mark-glyph.tsx";

/** Coalitions in the triangle, which must be legible on 320 px, and bridges named below it. */
const MOST = 7;
const MOST_BRIDGES = 10;

/** Whom the coalitions share: a triangle of counts, the darker the closer two are, and the bridges by name. A cell chooses whom it counts. */
export function OverlapView(props: {
  readonly town: TownState;
  readonly cast: Cast;
  readonly theme: Theme;
  readonly focus: string;
  readonly selected: readonly string[];
  readonly onFocus: (key: string) => void;
  readonly onSelect: (ids: string[]) => void;
  readonly choose: (id: string, more: boolean) => void;
}) {
  const { town, cast, theme, focus, selected, onFocus, onSelect, choose } = props;
  if (town.coalitions.size === 0) return null;
  const overlaps = overlapsOf(town);
  const { coalitions, cells, left } = overlapMatrix(overlaps, MOST);
  const bridges: number[] = [];
  for (let row = 0; row < cast.size && overlaps.length > 0; row++) if (cast.standings[row] === 2) bridges.push(row);
  const rowsOf = ({ shared }: Overlap) => shared.map((row) => town.citizens[row].id);
  return (
    <div class="overlap">
      <div class="heading">
        <h2>{bridges.length === 0 ? "No shared members" : "Shared members"}</h2>
        {bridges.length > 0 && (
          <button type="button" aria-pressed={focus === BRIDGES} onClick={() => onFocus(BRIDGES)}>
            <MarkGlyph mark={BRIDGE_MARK} theme={theme} />
            {bridges.length} {bridges.length === 1 ? "bridge" : "bridges"}
          </button>
        )}
      </div>
      {bridges.length === 0 && <p class="note">Nobody belongs to two coalitions at this moment.</p>}
      {coalitions.length > 0 && (
        <table>
          <thead class="unseen">
            <tr>
              <th scope="col">Coalition</th>
              {coalitions.slice(0, -1).map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {coalitions.map(({ id, name, colour }, i) => (
              <tr key={id}>
                <th scope="row">
                  <span>{name}</span>
                </th>
                {cells[i].map((overlap, j) => (
                  <td key={coalitions[j].id}>
                    {overlap && (
                      <Cell
                        overlap={overlap}
                        town={town}
                        pressed={sameIds(rowsOf(overlap), selected)}
                        onPress={(isOn) => onSelect(isOn ? [] : rowsOf(overlap))}
                      />
                    )}
                  </td>
                ))}
                <td class="corner">
                  <MarkGlyph mark={coalitionMark(colour)} theme={theme} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {left > 0 && (
        <p class="note">
          and {left} smaller {left === 1 ? "overlap" : "overlaps"}
        </p>
      )}
      {bridges.length > 0 && (
        <ul class="bridges" aria-label="Bridges">
          {bridges.slice(0, MOST_BRIDGES).map((row) => {
            const { id, name, mark, coalitions } = cast.member(row);
            return (
              <li key={id}>
                <Chip
                  name={name}
                  mark={mark}
                  theme={theme}
                  pressed={selected.includes(id)}
                  onPress={() => choose(id, false)}
                />
                <span class="between">
                  {coalitions.map((one) => (
                    <span key={one.id}>
                      <MarkGlyph mark={coalitionMark(one.colour)} theme={theme} />
                      {one.name}
                    </span>
                  ))}
                </span>
              </li>
            );
          })}
          {bridges.length > MOST_BRIDGES && <li class="note">and {bridges.length - MOST_BRIDGES} more</li>}
        </ul>
      )}
    </div>
  );
}

function Cell(props: {
  readonly overlap: Overlap;
  readonly town: TownState;
  readonly pressed: boolean;
  readonly onPress: (isOn: boolean) => void;
}) {
  const { overlap, town, pressed, onPress } = props;
  const { a, b, shared, jaccard } = overlap;
  const names = shared.slice(0, 12).map((row) => town.citizens[row].name);
  const more = shared.length > names.length ? ` and ${shared.length - names.length} more` : "";
  const words = `${a.name} and ${b.name} share ${shared.length}: ${names.join(", ")}${more} (Jaccard ${jaccard.toFixed(2)})`;
  // A tenth of both is already much.
  const depth = Math.round(6 + 26 * Math.min(1, Math.sqrt(jaccard)));
  return (
    <button
      type="button"
      class="cell"
      aria-pressed={pressed}
      aria-label={words}
      title={words}
      data-pair={`${a.id} ${b.id}`}
      style={{ background: `color-mix(in srgb, var(--ink) ${depth}%, transparent)` }}
      onClick={() => onPress(pressed)}
    >
      {shared.length}
    </button>
  );
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
