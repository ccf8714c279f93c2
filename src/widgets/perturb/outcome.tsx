import type { Asked } from "./asking.ts";
import { Changes } from "./changes.tsx";
import { changesOf, type Names } from "./effects-in-words.ts";

/** How the last thing that was asked went: the event itself once it has come, or why not. */
export function OutcomeOf({ asked, names }: { readonly asked: Asked; readonly names: Names }) {
  return (
    <div class="outcome" role="status" data-asked={asked.kind}>
      {said(asked, names)}
    </div>
  );
}

function said(asked: Asked, names: Names) {
  switch (asked.kind) {
    case "nothing":
      return null;
    case "sent":
      return <p>Asking the town…</p>;
    case "granted":
      return <p>The town said yes. Event {asked.seq.toLocaleString("en")} is on its way.</p>;
    case "refused":
      return (
        <p class="refused">
          <strong>It did not happen.</strong> {asked.why}
        </p>
      );
    case "happened": {
      const { seq, day, phase, timestamp, message, success, effects, drama_contribution: drama } = asked.event;
      return (
        <>
          <h3>{success ? "What came of it" : "It was turned down"}</h3>
          <p class="message">{message}</p>
          <p class="when">
            Event {seq.toLocaleString("en")}, day {day} {phase.toLowerCase()}, {timestamp.slice(11, 16)}
          </p>
          <Changes changes={changesOf(effects, names)} drama={drama} />
        </>
      );
    }
    default:
      return asked satisfies never;
  }
}
