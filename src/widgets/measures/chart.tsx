import { useMemo } from "preact/hooks";
import { brief } from "../../scene/brief.ts";
import { extremes, rangeOf, trace, yOf, type Height, type Manner } from "./trace.ts";

const TALL = 72;
/** Room for the words above the greatest and below the least value. */
const [HIGH, LOW] = [18, TALL - 17];

/** A measure over the phases: its course, its least and greatest value by name, and where we are. The value stands beside it. */
export function Chart(props: {
  readonly values: readonly number[];
  readonly manner: Manner;
  /** CSS px. */
  readonly width: number;
  /** Length of the time axis, in phases. */
  readonly extent: number;
  /** Places of the dawns to mark. */
  readonly dawns: readonly number[];
  /** Place of the moment shown. */
  readonly at: number;
  /** Index of the phase that is pointed at. */
  readonly looked: number | undefined;
  /** A height not to be passed, with its name. */
  readonly limit: { readonly value: number; readonly name: string } | undefined;
  readonly marked: boolean;
}) {
  const { values, manner, width, extent, dawns, at, looked, limit, marked } = props;
  const { least, most } = useMemo(() => rangeOf(values, manner, limit?.value), [values, manner, limit?.value]);
  const ends = useMemo(() => extremes(values), [values]);
  const { outline, area } = useMemo(
    () => trace(values, manner, { least, most, low: LOW, high: HIGH }, Math.max(1, Math.round(width))),
    [values, manner, least, most, width],
  );
  const height: Height = { least, most, low: LOW, high: HIGH };
  const x = (place: number) => (extent > 0 ? (place / extent) * width : 0);
  const y = (i: number) => yOf(values[i], height);
  const pointed = looked !== undefined && looked < values.length ? looked : undefined;
  const telling = marked && pointed === undefined && values.length > 1 && values[ends.least] !== values[ends.most];
  return (
    <svg class="chart" width={width} height={TALL} viewBox={`0 0 ${width} ${TALL}`} aria-hidden="true">
      {dawns.map((place) => (
        <path key={place} class="dawn" d={`M${x(place)} ${HIGH}V${LOW}`} />
      ))}
      <g transform={`scale(${extent > 0 ? width / extent : 1} 1)`}>
        {manner === "sum" && <path class="area" d={area} />}
        <path class="course" d={outline} />
      </g>
      <path class="base" d={`M0 ${LOW}H${width}`} />
      {limit && (
        <g class="limit">
          <path d={`M0 ${yOf(limit.value, height)}H${width}`} />
          <text y={yOf(limit.value, height) - 5}>{limit.name}</text>
        </g>
      )}
      <path class="moment" d={`M${x(at)} ${HIGH - 4}V${LOW}`} />
      {telling && <Extreme x={x(ends.most + 1)} y={y(ends.most)} value={values[ends.most]} by={-5} width={width} />}
      {telling && <Extreme x={x(ends.least + 1)} y={y(ends.least)} value={values[ends.least]} by={13} width={width} />}
      {values.length === 1 && <circle class="dot" cx={x(1)} cy={y(0)} r="2" />}
      {pointed !== undefined && (
        <>
          <path class="looked" d={`M${x(pointed + 1)} ${HIGH - 4}V${LOW}`} />
          <circle class="dot" cx={x(pointed + 1)} cy={y(pointed)} r="3" />
        </>
      )}
    </svg>
  );
}

/** A value by its point; at the edges it leans inwards. */
function Extreme(props: {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly by: number;
  readonly width: number;
}) {
  const { x, y, value, by, width } = props;
  const anchor = x < 24 ? "start" : x > width - 24 ? "end" : "middle";
  return (
    <g class="extreme">
      <circle cx={x} cy={y} r="1.75" />
      <text x={x} y={y + by} text-anchor={anchor}>
        {brief(value)}
      </text>
    </g>
  );
}
