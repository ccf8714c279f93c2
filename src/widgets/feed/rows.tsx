import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import { PhaseGlyph } from "../header/phase-glyph.tsx";
import { emphasise } from "./emphasis.ts";
import type { Feed } from "./feed-model.ts";
import { Mark } from "./mark.tsx";
import { visibleRows } from "./window.ts";

const ROW = 40;
const OVERSCAN = 6;
/** How much of the lower edge fades out, in CSS pixels; as in feed.css. */
const FADE = 32;

/**
 * The rows themselves, virtual: newest on top, of fixed height, as many elements as fit. Row number i lives in element
 * i mod pool, so that it keeps its element while it is in sight. Scrolling away from the top, pointing at a row, or moving
 * through them by keyboard holds them still (nobody hits a row that runs); a button says how many came since.
 */
export function Rows({ feed, observer }: { readonly feed: Feed; readonly observer: Observer }) {
  const scroll = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(0);
  const pointing = useRef(false);
  /** The row that the keyboard is on. */
  const cursor = useSignal<number | undefined>(undefined);

  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => (height.value = entry.contentRect.height));
    sizes.observe(scroll.current!);
    return () => sizes.disconnect();
  }, []);

  const toTop = () => {
    cursor.value = undefined;
    feed.release();
    scroll.current!.scrollTop = 0;
  };
  const reveal = (row: number) => {
    const y = (feed.shown.peek() - 1 - row) * ROW;
    const { scrollTop, clientHeight } = scroll.current!;
    if (y < scrollTop) scroll.current!.scrollTop = y;
    else if (y + ROW > scrollTop + clientHeight - FADE) scroll.current!.scrollTop = y + ROW + FADE - clientHeight;
  };
  /** As `reveal`, with what was before and after around it. */
  const centre = (row: number) => {
    const y = (feed.shown.peek() - 1 - row) * ROW;
    const { scrollTop, clientHeight } = scroll.current!;
    if (y < scrollTop || y + ROW > scrollTop + clientHeight - FADE) scroll.current!.scrollTop = y - clientHeight / 2;
  };

  // Another filter is another list: begin at its top. Going live again lets the new rows in.
  useSignalEffect(() => {
    void feed.filter.value;
    if (feed.following.value) toTop();
  });
  // Time travel by any means but the feed's own rows brings the moment into sight.
  useSignalEffect(() => {
    if (feed.following.value) return;
    feed.hold();
    centre(Math.max(0, feed.current.value));
  });

  /** Lets the new rows in, unless there is still a reason to hold. */
  const letIn = () => {
    const reading = top.peek() > 0 || cursor.peek() !== undefined || pointing.current;
    if (!reading && feed.following.peek()) feed.release();
  };

  const shown = feed.shown.value;
  useGlide(scroll, shown, top.value === 0);
  const { first, last } = visibleRows(top.value, height.value, ROW, shown, OVERSCAN);
  const pool = Math.ceil(height.value / ROW) + 1 + 2 * OVERSCAN;
  const current = feed.following.value ? -1 : feed.current.value;

  const move = (event: KeyboardEvent) => {
    const to = { ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: shown, End: -shown }[event.key];
    if (to === undefined || shown === 0) return;
    event.preventDefault();
    feed.hold();
    const from = cursor.value ?? shown - 1 - first;
    cursor.value = Math.min(shown - 1, Math.max(0, from + to));
    reveal(cursor.value);
    const row = cursor.value;
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus({ preventScroll: true }),
    );
  };

  const rows = [];
  for (let place = first; place <= last; place++) {
    const row = shown - 1 - place;
    rows.push(
      <Row
        key={row % pool}
        feed={feed}
        row={row}
        y={place * ROW}
        current={row === current}
        later={current >= 0 && row > current}
        tabbable={row === (cursor.value ?? shown - 1)}
        onChoose={(seq) => {
          cursor.value = row;
          observer.seek(seq);
        }}
      />,
    );
  }
  const fresh = feed.count.value - shown;
  return (
    <div class="stage">
      <div
        class="scroll"
        ref={scroll}
        role="log"
        aria-live="off"
        aria-label="Activity, newest first"
        onScroll={(event) => {
          top.value = event.currentTarget.scrollTop;
          if (top.value > 0) feed.hold();
          else letIn();
        }}
        onPointerEnter={() => {
          pointing.current = true;
          feed.hold();
        }}
        onPointerLeave={() => {
          pointing.current = false;
          letIn();
        }}
        onKeyDown={move}
      >
        {shown === 0 && <Nothing feed={feed} awaited={observer.head.value > 0 && observer.events.length === 0} />}
        <div class="rows" style={{ height: `${shown * ROW}px` }}>
          {rows}
        </div>
      </div>
      {fresh > 0 && feed.following.value && (
        <button type="button" class="new" onClick={toTop}>
          ↑ {fresh.toLocaleString("en")} new
        </button>
      )}
    </div>
  );
}

function Row(props: {
  readonly feed: Feed;
  readonly row: number;
  readonly y: number;
  readonly current: boolean;
  readonly later: boolean;
  readonly tabbable: boolean;
  onChoose(seq: number): void;
}) {
  const line = props.feed.line(props.row);
  if (!line) return null;
  const { seq, clock, phase, what, tone, message } = line;
  return (
    <button
      type="button"
      class="row"
      style={{ transform: `translateY(${props.y}px)` }}
      data-row={props.row}
      data-seq={seq}
      data-tone={tone}
      data-later={props.later || undefined}
      aria-current={props.current || undefined}
      tabIndex={props.tabbable ? 0 : -1}
      title={tone === "refused" ? `${message} (refused)` : message}
      onClick={() => props.onChoose(seq)}
    >
      <span class="time">{clock}</span>
      {tone === "time" ? <PhaseGlyph phase={phase} /> : <Mark what={what} />}
      <span class="message">
        {emphasise(message, props.feed.names(props.row)).map(({ text, name }, i) =>
          name ? <b key={i}>{text}</b> : text,
        )}
      </span>
      {tone === "time" ? <span /> : <span class="what">{what}</span>}
    </button>
  );
}

function Nothing({ feed, awaited }: { readonly feed: Feed; readonly awaited: boolean }) {
  if (awaited) return <p class="nothing">What happened until now is not here yet.</p>;
  return (
    <p class="nothing">
      {feed.filtered.value
        ? "Nothing like this has happened in the events kept here."
        : "Nothing has happened yet. Events appear here as the town lives."}
    </p>
  );
}

/** Rows that follow each other faster than this, in milliseconds, come in at once: a list that never rests can't be read. */
const CALM = 600;

/** Lets the list slide when a few rows come in on top now and then, so that the eye can follow. */
function useGlide(scroll: { readonly current: HTMLDivElement | null }, shown: number, atTop: boolean): void {
  const before = useRef(shown);
  const lastAt = useRef(0);
  useLayoutEffect(() => {
    const came = shown - before.current;
    before.current = shown;
    const now = performance.now();
    const hurried = now - lastAt.current < CALM;
    lastAt.current = now;
    if (hurried || !atTop || came < 1 || came > 3 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const frames = [{ transform: `translateY(${-came * ROW}px)` }, { transform: "none" }];
    scroll.current!.querySelector(".rows")!.animate(frames, { duration: 240, easing: "cubic-bezier(.2, .7, .2, 1)" });
  }, [shown]);
}
