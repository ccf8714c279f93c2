import { extentOf, type ScatterPoint, type ScatterScene } from "../../scene/scatter.ts";
import type { Citizen } from "../../sim/citizen.ts";
import { neighbour, reveal } from "./gestures.ts";
import type { Plot } from "./plot.ts";

/** More than these are not put into the document at once: a window of them around the one that is marked. */
const WINDOW = 300;

/**
 * The picture as a list, for keyboards and screen readers: an unseen option lies on every mark. Arrow keys walk to the
 * nearest citizen in a direction, Home and End to the first and the last, Enter or space chooses, Escape lets go, + and -
 * zoom and 0 fits. Its data attributes say what is drawn where (x and y in CSS pixels from the plot's corner).
 */
export function CitizenList(props: {
  readonly scene: ScatterScene;
  readonly citizens: readonly Citizen[];
  readonly plot: Plot;
  readonly idPrefix: string;
  readonly choose: (point: ScatterPoint | undefined, more: boolean) => void;
}) {
  const { scene, citizens, plot, idPrefix, choose } = props;
  const points = scene.points.toSorted((a, b) => a.member.row - b.member.row);
  const marked = plot.marked.value;
  const active = marked === undefined ? undefined : points[marked];
  const start = Math.max(0, Math.min((marked ?? 0) - WINDOW / 2, points.length - WINDOW));

  const go = (point: ScatterPoint | undefined) => {
    if (!point) return;
    plot.marked.value = point.member.row;
    reveal(plot, point);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const direction = ARROWS[event.key];
    if (direction) go(active ? neighbour(points, active, direction) : points[0]);
    else if (event.key === "Home") go(points[0]);
    else if (event.key === "End") go(points.at(-1));
    else if ((event.key === "Enter" || event.key === " ") && active) choose(active, event.shiftKey);
    else if (event.key === "Escape") choose(undefined, false);
    else if (event.key === "+" || event.key === "=") plot.zoom(1.4);
    else if (event.key === "-") plot.zoom(1 / 1.4);
    else if (event.key === "0") plot.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ul
      class="citizens"
      role="listbox"
      tabIndex={0}
      aria-label="Citizens in the plot"
      aria-multiselectable="true"
      aria-activedescendant={active && idPrefix + active.member.id}
      onKeyDown={onKeyDown}
    >
      {points.slice(start, start + WINDOW).map((point) => {
        const { member, x, y } = point;
        const size = Math.max(24, 2 * extentOf(point));
        return (
          <li
            key={member.id}
            id={idPrefix + member.id}
            role="option"
            aria-selected={point.selected}
            aria-setsize={points.length}
            aria-posinset={member.row + 1}
            aria-label={describe(point, citizens[member.row])}
            data-citizen={member.id}
            data-x={x.toFixed(2)}
            data-y={y.toFixed(2)}
            data-kind={member.kind}
            data-colour={point.fill}
            data-coalitions={member.coalitions.map(({ id }) => id).join(" ")}
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

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function describe({ member }: ScatterPoint, { archetype }: Citizen): string {
  const names = member.coalitions.map(({ name }) => name).join(" and ");
  const standing = { unaffiliated: "unaffiliated", member: `in ${names}`, bridge: `bridge between ${names}` };
  return `${member.name}, ${archetype}, ${standing[member.kind]}`;
}
