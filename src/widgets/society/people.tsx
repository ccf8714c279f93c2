import { ARROWS, neighbour } from "../../scene/neighbour.ts";
import { extentOf, type ScatterPoint } from "../../scene/scatter-point.ts";
import { signed } from "../../scene/brief.ts";
import type { Drawing } from "./drawing.ts";
import type { SocietyScene } from "../../scene/society.ts";

/** More than these are not put into the document at once: a window of them around the one that is marked. */
const WINDOW = 300;
/** Ties that a citizen's option names. */
const NAMED = 3;

/**
 * The network as a list, for keyboards and screen readers: an unseen option lies on every mark and says whom they are tied to. Arrow
 * keys walk to the nearest citizen in a direction, Home and End to the first and the last, Enter or space chooses, Escape
 * lets go, + and - zoom and 0 fits. Its data attributes say what is drawn where (x and y in CSS pixels).
 */
export function People(props: {
  readonly scene: SocietyScene;
  readonly drawing: Drawing;
  readonly idPrefix: string;
  readonly choose: (point: ScatterPoint | undefined, more: boolean) => void;
}) {
  const { scene, drawing, idPrefix, choose } = props;
  const points = scene.points.toSorted((a, b) => a.member.row - b.member.row);
  const marked = drawing.marked.value;
  const place = points.findIndex(({ member }) => member.row === marked);
  const active = points[place];
  const start = Math.max(0, Math.min(place - WINDOW / 2, points.length - WINDOW));
  const shown = points.slice(start, start + WINDOW);
  const ties = tiesOf(scene, new Set(shown.map(({ member }) => member.row)));

  const go = (point: ScatterPoint | undefined) => {
    if (point) drawing.marked.value = point.member.row;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const direction = ARROWS[event.key];
    if (direction) go(active ? neighbour(points, active, direction) : points[0]);
    else if (event.key === "Home") go(points[0]);
    else if (event.key === "End") go(points.at(-1));
    else if ((event.key === "Enter" || event.key === " ") && active) choose(active, event.shiftKey);
    else if (event.key === "Escape") choose(undefined, false);
    else if (event.key === "+" || event.key === "=") drawing.zoom(1.4);
    else if (event.key === "-") drawing.zoom(1 / 1.4);
    else if (event.key === "0") drawing.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ul
      class="people"
      role="listbox"
      tabIndex={0}
      aria-label="Citizens and their ties"
      aria-multiselectable="true"
      aria-activedescendant={active && idPrefix + active.member.id}
      onKeyDown={onKeyDown}
      onBlur={() => (drawing.marked.value = undefined)}
    >
      {shown.map((point, i) => {
        const { member, x, y } = point;
        const size = Math.max(24, 2 * extentOf(point));
        return (
          <li
            key={member.id}
            id={idPrefix + member.id}
            role="option"
            aria-selected={point.selected}
            aria-setsize={points.length}
            aria-posinset={start + i + 1}
            aria-label={`${member.name}: ${ties.get(member.row)?.join(", ") ?? "no ties"}`}
            data-citizen={member.id}
            data-x={x.toFixed(2)}
            data-y={y.toFixed(2)}
            data-colour={point.fill}
            data-dimmed={point.dimmed}
            style={{
              transform: `translate(${x - size / 2}px, ${y - size / 2}px)`,
              width: `${size}px`,
              height: `${size}px`,
            }}
          />
        );
      })}
    </ul>
  );
}

/** The strongest ties of the rows, in words. */
function tiesOf({ ties }: SocietyScene, rows: ReadonlySet<number>): ReadonlyMap<number, string[]> {
  const words = new Map<number, string[]>();
  const strongest = ties.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  for (const { from, to, weight } of strongest) {
    for (const [one, other] of [
      [from, to],
      [to, from],
    ]) {
      if (!rows.has(one.member.row)) continue;
      const said = words.get(one.member.row) ?? [];
      if (said.length < NAMED) said.push(`${other.member.name} ${signed(weight)}`);
      words.set(one.member.row, said);
    }
  }
  return words;
}
