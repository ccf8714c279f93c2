import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import { Chapters, labelledDays, momentName } from "./chapters.ts";

/** The events held, drawn as days and nights with coalition changes as ticks, under a slider that seeks while the town goes on. */
export function Timeline({ observer }: { readonly observer: Observer }) {
  const { events, head, view, following } = observer;
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => (width.value = entry.contentRect.width));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);
  const seek = useSeek(observer);
  const chapters = useMemo(() => new Chapters(), []);

  void events.version.value;
  chapters.update(events);
  const first = events.firstSeq - 1;
  const span = Math.max(1, head.value - first);
  const at = view.value?.seq ?? first;
  const phases = chapters.phases(events);
  const left = (seq: number) => `calc(8px + (100% - 16px) * ${(seq - first) / span})`;
  return (
    <div class="timeline" ref={box}>
      <svg viewBox={`0 0 ${span} 16`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width={span} height="16" />
        {phases.map(
          ({ from, to, phase }) =>
            (phase === "NIGHT" || phase === "EVENING") && (
              <rect key={from} class={phase.toLowerCase()} x={from - first} width={to - from} height="16" />
            ),
        )}
        <path
          class="change"
          d={chapters
            .changes()
            .map((seq) => `M${seq - first} 11v5`)
            .join("")}
        />
      </svg>
      <input
        type="range"
        aria-label="Moment shown"
        aria-valuetext={`${momentName(events.at(at), at)}${following.value ? ", live" : ""}`}
        min={first}
        max={head.value}
        value={at}
        onInput={(event) => seek(event.currentTarget.valueAsNumber)}
      />
      {labelledDays(phases, Math.floor(width.value / 72))
        .filter(({ from }) => ((from - first) / span) * width.value < width.value - 48)
        .map(({ from, day }) => (
          <span key={from} class="day" style={{ left: left(from) }}>
            Day {day}
          </span>
        ))}
    </div>
  );
}

/** Seeks once a frame, however fast the slider is dragged; at the newest event the view follows the town again. */
function useSeek(observer: Observer): (seq: number) => void {
  const wanted = useRef<number | undefined>(undefined);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (seq) => {
    if (wanted.current === undefined) {
      frame.current = requestAnimationFrame(() => {
        const to = wanted.current!;
        wanted.current = undefined;
        if (to >= observer.head.peek()) observer.goLive();
        else observer.seek(to);
      });
    }
    wanted.current = seq;
  };
}
