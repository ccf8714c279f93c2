import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { TimeAxis } from "../../observer/time-axis.ts";
import { lifeAt, lifelineChart, sizeAt, type ChartTurn, type LifelineChart } from "../../scene/lifelines.ts";
import { namesOf, turnWords } from "../../scene/lifelines-text.ts";
import { coalitionMark, type Theme } from "../../scene/palette.ts";
import type { Lifeline, Turn } from "../../sim/chronicle.ts";

/** The most that the chart takes of the panel, in CSS pixels. */
const MOST_HEIGHT = 168;

/** What the pointer or the keyboard is at. */
type At = { readonly life: Lifeline; readonly turn: Turn | undefined; readonly x: number; readonly y: number };

/**
 * The lives of all coalitions over the run, on the timeline's axis. Hover says what happened there, a click shows that
 * moment; with the keyboard, left and right walk from change to change, and Enter goes there.
 */
export function LifelinesView(props: {
  readonly observer: Observer;
  readonly lives: readonly Lifeline[];
  readonly version: number;
  readonly seq: number;
  readonly theme: Theme;
  readonly focus: string;
}) {
  const { observer, lives, version, seq, theme, focus } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const at = useSignal<At | undefined>(undefined);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => (width.value = Math.floor(entry.contentRect.width)));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);

  const { axis } = observer.outline;
  const wide = width.value;
  const x = (event: number) => (axis.extent > 0 ? (axis.placeOf(event) / axis.extent) * wide : 0);
  // The axis grows with every event; the chart only when that moves something by a pixel.
  const grown = Math.floor(Math.log(Math.max(axis.extent, 0.01)) * Math.max(1, wide));
  const chart = useMemo(
    () => lifelineChart(lives, { width: wide, most: MOST_HEIGHT, x, focus }),
    [version, wide, grown, focus],
  );
  const nameOf = namesOf(lives);
  const shown = at.value;

  const hover = (event: PointerEvent) => {
    const { left, top } = box.current!.getBoundingClientRect();
    const place = { x: event.clientX - left, y: event.clientY - top };
    const found = lifeAt(chart, place.x, place.y);
    const turn = found?.turn;
    at.value = found && { life: found.ribbon.life, turn, x: turn ? x(turn.seq) : place.x, y: found.ribbon.y };
  };
  const seek = (event: MouseEvent) => {
    const { left } = box.current!.getBoundingClientRect();
    const there = seqAt(axis, event.clientX - left, wide);
    observer.seek(shown?.turn?.seq ?? there);
  };
  const keys = (event: KeyboardEvent) => {
    const next = walk(chart, shown?.turn, event.key);
    if (next) at.value = { life: next.life, turn: next.turn, x: next.x, y: next.y };
    else if ((event.key === "Enter" || event.key === " ") && shown?.turn) observer.seek(shown.turn.seq);
    else if (event.key === "Escape" && shown) at.value = undefined;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const place = shown?.turn ? chart.turns.findIndex(({ turn }) => turn === shown.turn) : -1;
  const words = shown && wordsOf(shown, nameOf, observer);
  return (
    <div class="lifelines">
      <div
        class="chart"
        ref={box}
        style={{ height: `${chart.height}px` }}
        role="slider"
        tabIndex={0}
        aria-label="Changes of the coalitions over the run"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={chart.turns.length}
        aria-valuenow={place + 1}
        aria-valuetext={words ?? `${chart.turns.length} changes: arrow keys walk through them`}
        onPointerMove={hover}
        onPointerLeave={() => (at.value = undefined)}
        onBlur={() => (at.value = undefined)}
        onClick={seek}
        onKeyDown={keys}
      >
        {wide > 0 && (
          <svg width={wide} height={chart.height} viewBox={`0 0 ${wide} ${chart.height}`} aria-hidden="true">
            <Ribbons chart={chart} theme={theme} focus={focus} lit={shown?.life.coalition} />
            <path class="moment" d={`M${Math.round(Math.min(x(seq), wide - 1)) + 0.5} 0V${chart.height}`} />
            {shown?.turn && <circle class="turn" cx={shown.x} cy={shown.y} r="4" />}
          </svg>
        )}
        {lives.length === 0 && <p class="nothing">No coalition has formed yet.</p>}
        {shown && words && (
          <p
            class="floating tip"
            style={{
              top: `${Math.min(shown.y + 12, chart.height + 4)}px`,
              ...(shown.x > wide / 2 ? { right: `${wide - shown.x}px` } : { left: `${shown.x}px` }),
            }}
            aria-hidden="true"
          >
            {words}
          </p>
        )}
      </div>
      {chart.left > 0 && (
        <p class="note">
          {chart.left.toLocaleString("en")} smaller {chart.left === 1 ? "coalition is" : "coalitions are"} not drawn
        </p>
      )}
    </div>
  );
}

/** Drawn anew only with the chart, the theme or what is lit: not with the moment. */
function Ribbons(props: {
  readonly chart: LifelineChart;
  readonly theme: Theme;
  readonly focus: string;
  readonly lit: string | undefined;
}) {
  const { chart, theme, focus, lit } = props;
  const isLiving = chart.ribbons.some(({ life }) => life.coalition === focus);
  return useMemo(() => {
    const looks = ({ coalition, colour, ended }: Lifeline) => ({
      "data-coalition": coalition,
      "data-ended": ended ? "" : undefined,
      "data-dimmed": isLiving && coalition !== focus ? "" : undefined,
      "data-lit": coalition === lit ? "" : undefined,
      style: { color: coalitionMark(colour).fill[theme] },
    });
    return (
      <g>
        {chart.links.map(({ life, path }, i) => (
          <path key={i} class="link" d={path} {...looks(life)} />
        ))}
        {chart.ribbons.map(({ life, path }) => (
          <path key={`${life.coalition} ${life.born.seq}`} class="ribbon" d={path} {...looks(life)} />
        ))}
      </g>
    );
  }, [chart, theme, focus, lit, isLiving]);
}

function seqAt(axis: TimeAxis, x: number, width: number): number {
  return axis.seqAt((x / Math.max(1, width)) * axis.extent);
}

/** The change that a key leads to. */
function walk({ turns }: LifelineChart, from: Turn | undefined, key: string): ChartTurn | undefined {
  const place = turns.findIndex(({ turn }) => turn === from);
  switch (key) {
    case "ArrowLeft":
      return turns.at(place < 0 ? -1 : Math.max(0, place - 1));
    case "ArrowRight":
      return turns[Math.min(turns.length - 1, place + 1)];
    case "Home":
      return turns[0];
    case "End":
      return turns.at(-1);
    case "ArrowUp":
    case "ArrowDown": {
      // Along the life of one coalition.
      const own = turns[place];
      const rest = own ? turns.filter(({ life }) => life === own.life) : turns;
      const at = own ? rest.indexOf(own) : -1;
      return key === "ArrowDown" ? rest[Math.min(rest.length - 1, at + 1)] : rest[Math.max(0, at - 1)];
    }
    default:
      return undefined;
  }
}

function wordsOf({ life, turn }: At, nameOf: (id: string) => string, observer: Observer): string {
  if (turn) return `Day ${turn.day} ${turn.phase.toLowerCase()}: ${life.name} ${turnWords(turn, nameOf)}`;
  const size = life.ended ? 0 : sizeAt(life, observer.head.peek());
  return size > 0
    ? `${life.name}: ${size} members now`
    : `${life.name}: ended on day ${life.ended?.day ?? life.born.day}`;
}
