import { radarPath, radarPoint } from "../../scene/radar.ts";
import { TRAITS } from "../../sim/eigenvector.ts";

/** A polygon of the radar: seven traits in the order of TRAITS. The look says which: `now` is filled, the others are lines. */
type Series = { readonly values: readonly number[]; readonly look: "now" | "before" | "other" };

/**
 * Seven traits as a polygon, `size` CSS px wide: now, and beneath it what it is compared with. From 120 px on it has the traits'
 * names at its axes. The label says to a screen reader what the picture says.
 */
export function Radar(props: { readonly series: readonly Series[]; readonly size: number; readonly label: string }) {
  const { series, size, label } = props;
  const named = size >= NAMED;
  const radius = named ? size / 2 - ROOM : size / 2 - 1;
  // The names at the sides are wide and those at the top and bottom are not.
  const width = named ? size + 2 * SIDE : size;
  const around = (share: number) =>
    radarPath(
      TRAITS.map(() => share),
      radius,
    );
  return (
    <svg
      class="radar"
      viewBox={`${-width / 2} ${-size / 2} ${width} ${size}`}
      width={width}
      height={size}
      role="img"
      aria-label={label}
    >
      <path class="web" d={around(1) + (size >= 32 ? around(0.5) : "")} />
      {named && (
        <path
          class="web"
          d={TRAITS.map((_, k) => {
            const { x, y } = radarPoint(k, TRAITS.length, radius);
            return `M0 0L${x} ${y}`;
          }).join("")}
        />
      )}
      {series.map(({ values, look }) => (
        <path class={look} key={look} d={radarPath(values, radius)} />
      ))}
      {named &&
        TRAITS.map((trait, k) => {
          const { x, y } = radarPoint(k, TRAITS.length, radius + 8);
          const anchor = Math.abs(x) < 1 ? "middle" : x > 0 ? "start" : "end";
          return (
            <text key={trait} x={x} y={y + (y < -radius ? 0 : y > radius / 2 ? 8 : 4)} text-anchor={anchor}>
              {trait}
            </text>
          );
        })}
    </svg>
  );
}

/** From here on the names have room. */
const NAMED = 120;
/** Kept free around the polygon for the names, in px: above and below, and more at the sides. */
const ROOM = 16;
const SIDE = 48;
