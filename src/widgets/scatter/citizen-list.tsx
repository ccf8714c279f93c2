import { ARROWS, neighbour } from "../../scene/neighbour.ts";
import { pointOf, type ScatterScene } from "../../scene/scatter.ts";
import { extentOf, placeOf, type ScatterPoint } from "../../scene/scatter-point.ts";
import type { Citizen } from "../../sim/citizen.ts";
import { reveal } from "./gestures.ts";
import type { Plot } from "./plot.ts";

/** More than these are not put into the document at once: a window of them around the one that is marked. */
const WINDOW = 300;

/**
 * The picture as a list, for keyboards and screen readers: an unseen option lies on every mark. Arrow keys walk to the
 * nearest citizen in a direction, Home and End to the first and the last, Enter or space chooses, Escape lets go, + and -
 * zoom, 0 fits, and l takes up the lasso. Its data attributes say what is drawn where (x and y in CSS pixels from the plot's
 * corner).
 */
export function CitizenList(props: {
  readonly scene: ScatterScene;
  readonly citizens: readonly Citizen[];
  readonly plot: Plot;
  readonly idPrefix: string;
  readonly choose: (row: number | undefined, more: boolean) => void;
  readonly onLasso: () => void;
}) {
  const { scene, citizens, plot, idPrefix, choose, onLasso } = props;
  const { size } = scene.cast;
  const marked = plot.marked.value;
  const active = marked !== undefined && marked < size ? marked : undefined;
  const start = Math.max(0, Math.min((active ?? 0) - WINDOW / 2, size - WINDOW));
  const drawn = new Map(scene.points.map((point) => [point.member.row, point]));
  const points = Array.from(
    { length: Math.min(WINDOW, size - start) },
    (_, i) => drawn.get(start + i) ?? pointOf(scene, start + i),
  );

  const go = (row: number | undefined) => {
    if (row === undefined) return;
    plot.marked.value = row;
    reveal(plot, pointOf(plot.drawn ?? scene, row));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const direction = ARROWS[event.key];
    if (direction) go(active === undefined ? 0 : beside(plot.drawn ?? scene, active, direction));
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(size - 1);
    else if ((event.key === "Enter" || event.key === " ") && active !== undefined) choose(active, event.shiftKey);
    else if (event.key === "Escape") choose(undefined, false);
    else if (event.key === "+" || event.key === "=") plot.zoom(1.4);
    else if (event.key === "-") plot.zoom(1 / 1.4);
    else if (event.key === "0") plot.fit();
    else if (event.key === "l") onLasso();
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
      aria-activedescendant={active === undefined ? undefined : idPrefix + citizens[active]?.id}
      onKeyDown={onKeyDown}
    >
      {points.map((point) => {
        const { member, x, y } = point;
        const reach = Math.max(24, 2 * extentOf(point));
        return (
          <li
            key={member.id}
            id={idPrefix + member.id}
            role="option"
            aria-selected={point.selected}
            aria-setsize={size}
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
              transform: `translate(${x - reach / 2}px, ${y - reach / 2}px)`,
              width: `${reach}px`,
              height: `${reach}px`,
            }}
          />
        );
      })}
    </ul>
  );
}

function beside(scene: ScatterScene, row: number, direction: readonly [number, number]): number | undefined {
  const places = Array.from(scene.cast.standings, (_, at) => {
    const [x, y] = placeOf(scene, at);
    return { at, x, y };
  });
  return neighbour(places, places[row], direction)?.at;
}

function describe({ member }: ScatterPoint, { archetype }: Citizen): string {
  const names = member.coalitions.map(({ name }) => name).join(" and ");
  const standing = { unaffiliated: "unaffiliated", member: `in ${names}`, bridge: `bridge between ${names}` };
  return `${member.name}, ${archetype}, ${standing[member.kind]}`;
}
