import type { Events } from "../../observer/selection.ts";
import { causesOf, type Cause } from "../../scene/why.ts";
import { PhaseGlyph } from "../kit/phase-glyph.tsx";
import { lineOf, type Line } from "../../scene/event-line.ts";
import { Mark } from "./mark.tsx";

/** Most causes shown. */
const MOST = 12;
const LINE = 32;
const PADDING = 16;

/** What an event followed from, as it is read: each cause under what it led to. */
type Chain = {
  readonly seq: number;
  readonly title: string;
  readonly lines: readonly ChainLine[];
  /** There are more than are shown. */
  readonly more: boolean;
  /** CSS px. */
  readonly height: number;
};

type ChainLine = {
  readonly seq: number;
  readonly depth: number;
  /** Undefined: it is not held. */
  readonly line: Line | undefined;
};

export function chainOf(events: Pick<Events, "at">, seq: number, nameOf: (id: string) => string): Chain {
  const causes = causesOf(events, seq, MOST + 1);
  const shown = causes.slice(0, MOST);
  const lines: ChainLine[] = [];
  const under = (from: number) => {
    for (const cause of shown) if (cause.from === from) add(cause);
  };
  const add = ({ seq, depth }: Cause) => {
    const event = events.at(seq);
    lines.push({ seq, depth, line: event && lineOf(event, nameOf) });
    under(seq);
  };
  under(seq);
  const more = causes.length > MOST;
  const asked = events.at(seq);
  return {
    seq,
    title: asked ? lineOf(asked, nameOf).message : `Event ${seq.toLocaleString("en")}`,
    lines,
    more,
    height: Math.max(1, lines.length + (more ? 1 : 0)) * LINE + PADDING,
  };
}

/**
 * Why something happened: its causes under it, each a way to that moment.
 * @param props.y where it lies in the list, in CSS px; undefined: its row is not in the list, and it says what it is about
 */
export function Why(props: {
  readonly chain: Chain;
  /** The moment shown, when it isn't the newest. */
  readonly at: number | undefined;
  readonly y: number | undefined;
  readonly onChoose: (seq: number) => void;
  readonly onClose: () => void;
}) {
  const { chain, at, y } = props;
  return (
    <section
      class="why"
      aria-label={`Why: ${chain.title}`}
      data-docked={y === undefined || undefined}
      style={y === undefined ? {} : { transform: `translateY(${y}px)`, height: `${chain.height}px` }}
    >
      {y === undefined && (
        <p class="about">
          <span>
            Why: <b>{chain.title}</b>
          </span>
          <button type="button" aria-label="Close why" onClick={props.onClose}>
            <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
              <path d="M1 1l6 6M7 1L1 7" />
            </svg>
          </button>
        </p>
      )}
      <ol>
        {chain.lines.map(({ seq, depth, line }) => (
          <li key={seq} style={{ "--depth": `${depth}` }}>
            {line ? (
              <button
                type="button"
                data-cause={seq}
                aria-current={seq === at || undefined}
                title={`${line.message}\nGo to this moment`}
                onClick={() => props.onChoose(seq)}
              >
                {line.tone === "time" ? <PhaseGlyph phase={line.phase} /> : <Mark what={line.what} />}
                <span class="message">{line.message}</span>
                <span class="when">
                  day {line.day}, {line.clock}
                </span>
              </button>
            ) : (
              <span class="unknown">Nothing earlier is known: event {seq.toLocaleString("en")} is not held here.</span>
            )}
          </li>
        ))}
        {chain.more && <li class="unknown">and earlier causes</li>}
        {chain.lines.length === 0 && <li class="unknown">Nothing earlier is known.</li>}
      </ol>
    </section>
  );
}
