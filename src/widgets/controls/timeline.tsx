import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import type { Theme } from "../../scene/palette.ts";
import { useFrames, useSeek } from "./frames.ts";
import { layOut, type TimelineLayout } from "../../observer/timeline-layout.ts";
import { paintTimeline, TIMELINE_HEIGHT } from "./timeline-paint.ts";
import { momentAt, momentName } from "./timeline-words.ts";
import { Tip } from "./tip.tsx";
import { skip } from "../../observer/transport.ts";

type TimelineProps = {
  readonly observer: Observer;
  readonly theme: ReadonlySignal<Theme>;
  /** What the legend has in focus: a coalition's id, or something else. */
  readonly focus: ReadonlySignal<string>;
};

/**
 * The whole run under a slider that seeks while the town goes on: days and hours, how much happened, what became of coalitions, where
 * drama peaked. It is laid out anew when it has changed by a pixel, and drawn once a frame at most.
 */
export function Timeline({ observer, theme, focus }: TimelineProps) {
  const { outline } = observer;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  /** CSS pixels of the run: the slider's thumb reaches beyond it by half its width at both ends. */
  const width = useSignal(0);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => {
      width.value = Math.max(0, Math.floor(entry.contentRect.width) - 2 * THUMB);
    });
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);
  const seek = useSeek(observer);
  const hovered = useSignal<number | undefined>(undefined);

  void useFrames(observer).value;
  // What a person does shows at once; only what the town does waits for a frame.
  void [observer.sought.value, observer.fetching.value];
  const drawn = useRef<Drawn | undefined>(undefined);
  const layout = layOutAgain(drawn, observer, width.value);
  useLayoutEffect(() => {
    if (layout) paint(canvas.current!, layout, theme.value, focus.value);
  }, [layout, theme.value, focus.value]);

  const { axis } = outline;
  const view = observer.view.peek();
  const at = observer.sought.peek() ?? view?.seq ?? axis.first;
  const place = axis.placeOf(at);
  const following = observer.following.peek();
  const fetching = observer.fetching.peek();
  const x = (place: number) => THUMB + (axis.extent === 0 ? 0 : (place / axis.extent) * width.value);
  const point = (event: PointerEvent) => {
    const left = event.clientX - box.current!.getBoundingClientRect().left - THUMB;
    hovered.value = Math.min(1, Math.max(0, left / Math.max(1, width.value))) * axis.extent;
  };
  return (
    <div
      class="timeline"
      ref={box}
      data-fetching={fetching}
      onPointerMove={point}
      onPointerLeave={() => (hovered.value = undefined)}
      onPointerCancel={() => (hovered.value = undefined)}
      onPointerUp={({ pointerType }) => pointerType !== "mouse" && (hovered.value = undefined)}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {view &&
        layout?.days.map(({ x, day }) => (
          <span key={day} class="day" style={{ left: `${THUMB + x}px` }}>
            Day {day}
          </span>
        ))}
      {view && <span class="playhead" style={{ translate: `${x(place)}px` }} />}
      <input
        type="range"
        aria-label="Moment shown"
        aria-valuetext={
          view
            ? `${momentName(view.seq === at ? view.town : momentAt(outline, at), at)}${following ? ", live" : fetching ? ", being fetched" : ""}`
            : "Waiting for the town"
        }
        disabled={!view}
        min={0}
        max={axis.extent || 1}
        step="any"
        value={place}
        onInput={({ currentTarget: { valueAsNumber, max } }) =>
          seek(valueAsNumber >= Number(max) ? undefined : axis.seqAt(valueAsNumber))
        }
        onKeyDown={(event) => {
          const act = KEYS[event.key];
          if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          act(observer);
        }}
      />
      {view && hovered.value !== undefined && (
        <Tip observer={observer} place={hovered.value} x={x(hovered.value)} near={layout ? perPixel(layout) : 0} />
      )}
      {!view && <span class="day">Waiting for the town…</span>}
      <span class="unseen" role="status">
        {fetching ? "Fetching this moment" : ""}
      </span>
    </div>
  );
}

/** Half of the thumb, in pixels. */
const THUMB = 8;

/** Arrows go by event, pages by phase. */
const KEYS: Readonly<Record<string, (observer: Observer) => void>> = {
  ArrowLeft: (observer) => skip(observer, "event", -1),
  ArrowDown: (observer) => skip(observer, "event", -1),
  ArrowRight: (observer) => skip(observer, "event", 1),
  ArrowUp: (observer) => skip(observer, "event", 1),
  PageDown: (observer) => skip(observer, "phase", -1),
  PageUp: (observer) => skip(observer, "phase", 1),
  Home: (observer) => observer.seek(observer.outline.start),
  End: (observer) => observer.goLive(),
};

/** Phases that a pixel stands for. */
function perPixel({ extent, width }: TimelineLayout): number {
  return extent / Math.max(1, width);
}

type Drawn = { readonly layout: TimelineLayout; readonly version: number; readonly firstHeld: number };

/** The layout, or the one before while it would be the same to half a pixel. */
function layOutAgain(
  drawn: { current: Drawn | undefined },
  { outline, events }: Observer,
  width: number,
): TimelineLayout | undefined {
  if (width < 1) return undefined;
  const version = outline.version.peek();
  const { firstSeq: firstHeld } = events;
  const last = drawn.current;
  const { extent } = outline.axis;
  const isSame =
    last?.version === version &&
    last.firstHeld === firstHeld &&
    last.layout.width === width &&
    Math.abs(extent - last.layout.extent) * width < extent / 2;
  if (!isSame) drawn.current = { layout: layOut(outline, firstHeld, width), version, firstHeld };
  return drawn.current!.layout;
}

function paint(canvas: HTMLCanvasElement, layout: TimelineLayout, theme: Theme, focus: string): void {
  const density = devicePixelRatio;
  canvas.width = Math.round(layout.width * density);
  canvas.height = Math.round(TIMELINE_HEIGHT * density);
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${TIMELINE_HEIGHT}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(density, density);
  paintTimeline(context, layout, theme, focus);
}
