import { useSignal } from "@preact/signals";
import { namesOf, turnWords } from "../../scene/lifelines-text.ts";
import { coalitionMark, type Theme } from "../../scene/palette.ts";
import type { Lifeline } from "../../sim/chronicle.ts";
import { MarkGlyph } from "../kit/mark-glyph.tsx";

/** Shown at first, and how many more at a time. */
const FIRST = 6;
const MORE = 40;

/** The coalitions that had ended by the moment shown, the last first: how long they lived and what became of them. A click shows their end. */
export function EndedList(props: {
  readonly lives: readonly Lifeline[];
  readonly seq: number;
  readonly theme: Theme;
  readonly onSeek: (seq: number) => void;
}) {
  const { lives, seq, theme, onSeek } = props;
  const count = useSignal(FIRST);
  const over = lives
    .flatMap((life) => (life.ended && life.ended.seq <= seq ? [{ life, ended: life.ended }] : []))
    .sort((a, b) => b.ended.seq - a.ended.seq);
  if (over.length === 0) return null;
  const nameOf = namesOf(lives);
  const left = over.length - count.value;
  return (
    <div class="ended">
      <h2>{over.length} ended</h2>
      <ul>
        {over.slice(0, count.value).map(({ life, ended }) => (
          <li key={`${life.coalition} ${life.born.seq}`} data-coalition={life.coalition}>
            <button type="button" title="Show this moment" onClick={() => onSeek(ended.seq)}>
              <MarkGlyph mark={coalitionMark(life.colour)} theme={theme} />
              <span class="words">
                <b>{life.name}</b> {turnWords(ended, nameOf)}
              </span>
              <span class="days">
                {life.born.day === ended.day ? `day ${ended.day}` : `days ${life.born.day} to ${ended.day}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <button type="button" class="more" onClick={() => (count.value += MORE)}>
          and {left} earlier
        </button>
      )}
    </div>
  );
}
