import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useCallback, useLayoutEffect, useRef } from "preact/hooks";
import type { Observer } from "../../observer/observer.ts";
import { concerns } from "./concerns.ts";
import type { Feed, FeedTraits } from "./feed-model.ts";
import { elementHeight, scrolledBy, scrolledTo, type Scrolled } from "./long-scroll.ts";
import { Nothing } from "./nothing.tsx";
import { Row } from "./row.tsx";
import { chainOf, Why } from "./why.tsx";
import { visibleRows } from "./window.ts";

const ROW = 40;
const OVERSCAN = 6;
/** How much of the lower edge fades out, in CSS pixels; as in feed.css. */
const FADE = 32;
/** Below the oldest row: as much as fades, and a line that says what isn't held. */
const FOOT = 48;

/**
 * The rows themselves, virtual: newest on top, of fixed height, as many elements as fit, however tall the list
 * (long-scroll.ts). A row lives in element `row mod pool`, so that it keeps its element while it is in sight. Scrolling away
 * from the top, pointing at a row, moving through them by keyboard, or asking why, holds them still (nobody hits a row that
 * runs); a button says how many came since.
 */
export function Rows(props: { readonly feed: Feed; readonly observer: Observer; readonly traits: FeedTraits }) {
  const { feed, observer, traits } = props;
  const box = useRef<HTMLDivElement>(null);
  const scrolled = useSignal<Scrolled>({ top: 0, scrollTop: 0 });
  const height = useSignal(0);
  const pointing = useRef(false);
  /** The row that the keyboard is on. */
  const cursor = useSignal<number | undefined>(undefined);
  /** The next moment sought is one of the chain that is being read: the list stays where it is. */
  const stay = useRef(false);

  useLayoutEffect(() => {
    const sizes = new ResizeObserver(([entry]) => (height.value = entry.contentRect.height));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);

  const list = useComputed(() => feed.standing.value.search);
  const asked = useComputed(() => {
    const { search } = feed.standing.value;
    const seq = traits.why.value;
    const chain = seq > 0 ? chainOf(observer.events, seq, feed.nameOf) : undefined;
    const row = search.endAt(seq) - 1;
    return chain && { chain, row: search.seqAt(row) === seq && row < feed.end.value ? row : undefined };
  });
  /** How far the rows below the one that was asked about make way. */
  const gap = useComputed(() => (asked.value?.row === undefined ? 0 : asked.value.chain.height));

  const extent = () => {
    const shown = feed.end.peek() - feed.standing.peek().first;
    return { total: shown * ROW + gap.peek() + FOOT, window: height.peek() };
  };
  const go = (to: Scrolled) => {
    scrolled.value = to;
    box.current!.scrollTop = to.scrollTop;
  };
  const yOf = (row: number) => {
    const above = asked.peek()?.row;
    return (feed.end.peek() - 1 - row) * ROW + (above !== undefined && row < above ? gap.peek() : 0);
  };
  const toTop = () => {
    cursor.value = undefined;
    traits.why.value = 0;
    feed.release();
    go({ top: 0, scrollTop: 0 });
  };
  /** Scrolls no further than it must. */
  const reveal = (row: number, tall = ROW) => {
    const y = yOf(row);
    const { top } = scrolled.peek();
    const room = height.peek() - FADE;
    if (y < top || tall > room) go(scrolledTo(y, extent()));
    else if (y + tall > top + room) go(scrolledTo(y + tall - room, extent()));
  };
  /** As `reveal`, with what was before and after around it. */
  const centre = (row: number) => {
    const y = yOf(row);
    const { top } = scrolled.peek();
    if (y < top || y + ROW > top + height.peek() - FADE) go(scrolledTo(y - height.peek() / 2, extent()));
  };
  const focusOn = (row: number) =>
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus({ preventScroll: true }),
    );

  // Another filter is another list: begin at its top. Going live again lets the new rows in.
  useSignalEffect(() => {
    void list.value;
    if (feed.following.value && traits.why.peek() === 0) toTop();
  });
  // Time travel by any means but the feed's own rows brings the moment into sight.
  useSignalEffect(() => {
    if (feed.following.value) return;
    feed.hold();
    const row = feed.current.value;
    if (row !== undefined && !stay.current) centre(row);
    stay.current = false;
  });
  // Whoever asks why, here or anywhere else, sees the answer.
  const answered = useComputed(() => (traits.why.value > 0 ? asked.value?.row : undefined));
  useSignalEffect(() => {
    if (traits.why.value > 0) feed.hold();
    if (answered.value === undefined) return;
    const row = answered.value;
    requestAnimationFrame(() => box.current && reveal(row, ROW + gap.peek()));
  });

  /** Lets the new rows in, unless there is still a reason to hold. */
  const letIn = () => {
    const reading = scrolled.peek().top > 0 || cursor.peek() !== undefined || pointing.current || traits.why.peek() > 0;
    if (!reading && feed.following.peek()) feed.release();
  };
  const ask = (seq: number) => {
    traits.why.value = traits.why.peek() === seq ? 0 : seq;
    letIn();
  };

  const { first: oldest, end: newest, firstSeq, share } = feed.standing.value;
  const end = feed.end.value;
  const shown = Math.max(0, end - oldest);
  const { top, scrollTop } = scrolled.value;
  useGlide(box, end, top === 0);
  const above = asked.value?.row;
  const room = above === undefined ? undefined : { after: end - 1 - above, tall: gap.value };
  const { first, last } = visibleRows(top, height.value, ROW, shown, OVERSCAN, room);
  const pool = Math.ceil(height.value / ROW) + 1 + 2 * OVERSCAN;
  const current = feed.following.value ? undefined : feed.current.value;
  const town = observer.view.value?.town;
  const focus = traits.focus.value;

  // The same functions each time, so that a row whose own facts are the same is left alone.
  const chooses = useCallback((row: number, seq: number) => {
    cursor.value = row;
    observer.seek(seq);
  }, []);
  const asks = useCallback((row: number, seq: number) => {
    cursor.value = row;
    ask(seq);
  }, []);

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && traits.why.peek() > 0) {
      event.preventDefault();
      if (asked.peek()?.row !== undefined) focusOn(asked.peek()!.row!);
      traits.why.value = 0;
      return;
    }
    const onRow = (event.target as HTMLElement).dataset["row"];
    if (onRow !== undefined && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const seq = list.peek().seqAt(Number(onRow))!;
      const open = traits.why.peek() === seq;
      if (open !== (event.key === "ArrowRight") && chainOf(observer.events, seq, feed.nameOf).lines.length > 0)
        ask(seq);
      return;
    }
    const page = Math.max(1, Math.floor((height.peek() - FADE) / ROW) - 1);
    const to = { ArrowDown: -1, ArrowUp: 1, PageDown: -page, PageUp: page, Home: shown, End: -shown }[event.key];
    if (to === undefined || shown === 0) return;
    event.preventDefault();
    feed.hold();
    const from = cursor.peek() ?? Math.max(oldest, end - 1 - Math.ceil(scrolled.peek().top / ROW));
    const row = Math.min(
      end - 1,
      Math.max(oldest, from + (cursor.peek() === undefined && onRow === undefined ? 0 : to)),
    );
    cursor.value = row;
    reveal(row);
    focusOn(row);
  };

  const answer = asked.value && (
    <Why
      key="why"
      chain={asked.value.chain}
      at={feed.following.value ? undefined : observer.view.value?.seq}
      y={asked.value.row === undefined ? undefined : yOf(asked.value.row) + ROW - (top - scrollTop)}
      onChoose={(seq) => {
        stay.current = true;
        observer.seek(seq);
      }}
      onClose={() => ask(traits.why.peek())}
    />
  );
  const rows = [];
  for (let place = first; place <= last; place++) {
    const row = end - 1 - place;
    const event = feed.eventAt(row);
    if (!event) continue;
    rows.push(
      <Row
        key={((row % pool) + pool) % pool}
        event={event}
        nameOf={feed.nameOf}
        row={row}
        y={yOf(row) - (top - scrollTop)}
        current={row === current}
        later={current !== undefined && row > current}
        aside={focus !== "" && town !== undefined && !concerns(event, focus, town)}
        tabbable={row === (cursor.value ?? end - 1)}
        asked={event.seq === traits.why.value}
        onChoose={chooses}
        onAsk={asks}
      />,
    );
    if (row === asked.value?.row) rows.push(answer);
  }
  const docked = asked.value && asked.value.row === undefined;
  const fresh = newest - end;
  return (
    <div class="stage" data-behind={!feed.following.value || undefined} onKeyDown={onKey}>
      {docked && answer}
      {share < 1 && <div class="progress" style={{ transform: `scaleX(${share})` }} aria-hidden="true" />}
      <div
        class="scroll"
        ref={box}
        role="log"
        aria-live="off"
        aria-busy={share < 1}
        aria-label="Activity, newest first"
        onScroll={({ currentTarget: element }) => {
          const to = scrolledBy(scrolled.peek(), element.scrollTop, extent());
          scrolled.value = to;
          if (to.scrollTop !== element.scrollTop) element.scrollTop = to.scrollTop;
          if (to.top > 0) feed.hold();
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
      >
        {shown === 0 && <Nothing feed={feed} observer={observer} />}
        <div class="rows" style={{ height: `${elementHeight(shown * ROW + gap.value + FOOT)}px` }}>
          {rows}
          {shown > 0 && share === 1 && firstSeq > 1 && (
            <p class="foot" style={{ transform: `translateY(${shown * ROW + gap.value - (top - scrollTop)}px)` }}>
              What happened before event {firstSeq.toLocaleString("en")} is not held here.
            </p>
          )}
        </div>
      </div>
      {feed.following.value
        ? fresh > 0 && (
            <button type="button" class="new" onClick={toTop}>
              ↑ {fresh.toLocaleString("en")} new
            </button>
          )
        : shown > 0 && (
            <button type="button" class="new" onClick={() => observer.goLive()}>
              ↑ Back to now
            </button>
          )}
    </div>
  );
}

/** Rows that follow each other faster than this, in milliseconds, come in at once: a list that never rests can't be read. */
const CALM = 600;

/** Lets the list slide when a few rows come in on top now and then, so that the eye can follow. */
function useGlide(box: { readonly current: HTMLDivElement | null }, end: number, atTop: boolean): void {
  const before = useRef(end);
  const lastAt = useRef(0);
  useLayoutEffect(() => {
    const came = end - before.current;
    before.current = end;
    const now = performance.now();
    const hurried = now - lastAt.current < CALM;
    lastAt.current = now;
    if (hurried || !atTop || came < 1 || came > 3 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const frames = [{ transform: `translateY(${-came * ROW}px)` }, { transform: "none" }];
    box.current!.querySelector(".rows")!.animate(frames, { duration: 240, easing: "cubic-bezier(.2, .7, .2, 1)" });
  }, [end]);
}
