import { PHASES, type Phase } from "../sim/clock.ts";
import { namesInWords } from "./names-in-words.ts";
import type { TownEvent } from "../sim/event.ts";

/** What one row of the feed says of an event: plain text throughout, whatever a citizen is called. */
export type Line = {
  readonly seq: number;
  /** `06:40`, town time. */
  readonly clock: string;
  readonly phase: Phase;
  readonly day: number;
  /** What happened, in a word: the operation, or the kind of change. */
  readonly what: string;
  readonly tone: Tone;
  readonly message: string;
};

/** How a row is weighed: what people do, how groups change, the passing of time, what moves underneath, what failed. */
type Tone = "deed" | "coalition" | "time" | "undertow" | "refused";

/** @param nameOf the name of a citizen id, for events that carry ids alone. */
export function lineOf(event: TownEvent, nameOf: (id: string) => string): Line {
  const { seq, phase, day } = event;
  const line = (what: string, tone: Tone, message: string): Line => ({
    seq,
    clock: event.timestamp.slice(11, 16),
    phase,
    day,
    what,
    tone,
    message,
  });
  switch (event.type) {
    case "town_event":
      return line(
        event.operation,
        event.success ? (event.operation === "move" ? "undertow" : "deed") : "refused",
        // A program elsewhere may leave the words to us.
        event.message || namesInWords(event.participants),
      );
    case "town_status":
      return line(event.phase.toLowerCase(), "time", `Day ${event.day}, ${DAWNS[PHASES.indexOf(event.phase)]}`);
    case "coalition":
      return line(event.kind, "coalition", event.message || event.name);
    case "eigenvector_drift":
      return line("drift", "undertow", drifted(event.moved, nameOf));
    case "citizen":
      return line(event.kind, "undertow", `${namesInWords(event.citizens.map(nameOf))} ${DOINGS[event.kind]}.`);
    default:
      return event satisfies never;
  }
}

const DAWNS = ["morning comes.", "noon passes.", "evening falls.", "night begins."];
const DOINGS = { rested: "went to rest", woke: "woke", arrived: "arrived", left: "left town" };

function drifted(moved: readonly { citizen: string; drift: number }[], nameOf: (id: string) => string): string {
  let most = moved[0];
  for (const one of moved) if (one.drift > most.drift) most = one;
  if (!most) return "Nobody drifted.";
  if (moved.length === 1) return `${nameOf(most.citizen)} drifted by ${most.drift.toFixed(3)}.`;
  return `${moved.length} citizens drifted, ${nameOf(most.citizen)} the furthest: ${most.drift.toFixed(3)}.`;
}
