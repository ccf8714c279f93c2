import { Component } from "preact";
import { causedBy } from "../../scene/why.ts";
import type { TownEvent } from "../../sim/event.ts";
import { PhaseGlyph } from "../kit/phase-glyph.tsx";
import { emphasise } from "./emphasis.ts";
import { lineOf } from "../../scene/event-line.ts";
import { Mark } from "./mark.tsx";

type RowProps = {
  readonly event: TownEvent;
  readonly nameOf: (id: string) => string;
  readonly row: number;
  /** Where it lies in the list's element, in CSS px. */
  readonly y: number;
  /** The moment shown. */
  readonly current: boolean;
  /** After the moment shown. */
  readonly later: boolean;
  /** Something else is in focus. */
  readonly aside: boolean;
  readonly tabbable: boolean;
  /** Its causes are shown. */
  readonly asked: boolean;
  readonly onChoose: (row: number, seq: number) => void;
  readonly onAsk: (row: number, seq: number) => void;
};

/**
 * One event: choosing it shows the town at that moment; what follows from something else can be asked why. It is drawn anew only
 * when one of its props is another.
 */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render() {
    return <Drawn {...this.props} />;
  }
}

function Drawn(props: RowProps) {
  const { event, nameOf, row, current, later, aside, tabbable, asked } = props;
  const { seq, clock, phase, what, tone, message } = lineOf(event, nameOf);
  const tabIndex = tabbable ? 0 : -1;
  return (
    <div class="entry" style={{ transform: `translateY(${props.y}px)` }} data-asked={asked || undefined}>
      <button
        type="button"
        class="row"
        data-row={row}
        data-seq={seq}
        data-tone={tone}
        data-later={later || undefined}
        data-aside={aside || undefined}
        aria-current={current || undefined}
        tabIndex={tabIndex}
        title={`${message}${tone === "refused" ? " (refused)" : ""}\nGo to this moment`}
        onClick={() => props.onChoose(row, seq)}
      >
        <span class="time">{clock}</span>
        {tone === "time" ? <PhaseGlyph phase={phase} /> : <Mark what={what} />}
        <span class="message">
          {emphasise(message, namesIn(event, nameOf)).map(({ text, name }, i) => (name ? <b key={i}>{text}</b> : text))}
        </span>
        <span class="side">
          {tone !== "time" && <span class="what">{what}</span>}
          <span class="go" aria-hidden="true">
            go there
          </span>
        </span>
      </button>
      {causedBy(event).length > 0 && (
        <button
          type="button"
          class="ask"
          tabIndex={tabIndex}
          aria-expanded={asked}
          aria-label={`Why: ${message}`}
          onClick={() => props.onAsk(row, seq)}
        >
          why?
        </button>
      )}
    </div>
  );
}

/** Names that stand out in what the row says. */
function namesIn(event: TownEvent, nameOf: (id: string) => string): readonly string[] {
  switch (event.type) {
    case "town_event":
      return event.participants;
    case "coalition":
      return [event.name];
    case "citizen":
      // More are counted than named.
      return event.citizens.slice(0, 3).map(nameOf);
    case "town_status":
    case "eigenvector_drift":
      return [];
    default:
      return event satisfies never;
  }
}
