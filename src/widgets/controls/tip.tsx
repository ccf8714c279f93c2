import type { Observer } from "../../observer/observer.ts";
import { wordsOf } from "./timeline-words.ts";

type TipProps = {
  readonly observer: Observer;
  /** The moment, in phases from the beginning. */
  readonly place: number;
  /** Where it lies, in pixels from the left. */
  readonly x: number;
  /** Phases that a pixel stands for. */
  readonly near: number;
};

/** What was at the moment pointed at: a line through it, and words above. */
export function Tip({ observer: { outline, events }, place, x, near }: TipProps) {
  const seq = outline.axis.seqAt(place);
  const { when, event, much, marks } = wordsOf(outline, seq, 6 * near);
  return (
    <>
      <span class="there" style={{ translate: `${x}px` }} />
      <div class="tip floating" style={{ "--x": `${x}px` }} aria-hidden="true">
        <p>
          <strong>{when}</strong> {event}
        </p>
        <p>{much}</p>
        {marks.map((mark) => (
          <p key={mark} class="mark">
            {mark}
          </p>
        ))}
        {seq < events.firstSeq - 1 && <p>Not held here: it is fetched when you go there.</p>}
      </div>
    </>
  );
}
