import type { Observer } from "./observer.ts";

/** What the header says of a town that must do without something: in words that tell what is lost, which is nothing. */
type Plight = {
  /** A word or two. */
  readonly label: string;
  /** What it means for whoever watches. */
  readonly meaning: string;
  /** As much as was asked: why, and how the copy stands. Sentences. */
  readonly details: readonly string[];
};

/** @param head seq of the newest event */
export function plightOf(
  degraded: Observer["degraded"]["value"],
  held: string | null,
  copy: Observer["replication"]["value"],
  head: number,
): Plight | undefined {
  if (degraded === null) return undefined;
  const meaning = held !== null ? STANDS_STILL : copy?.breaker === "fenced" ? ALONE : LIVES_ON;
  const details = held === null ? [] : [`Standing still: ${sentence(held)}`];
  if (copy) {
    if (copy.why !== null && copy.why !== held) details.push(`Why: ${sentence(copy.why)}`);
    details.push(`Circuit breaker: ${BREAKER[copy.breaker]}`);
    const waiting = head - copy.confirmed;
    if (waiting > 0 && copy.breaker !== "fenced") {
      const events = waiting === 1 ? "1 event waits" : `${group(waiting)} events wait`;
      details.push(`NATS has confirmed events up to ${group(copy.confirmed)}; ${events} here.`);
    }
  }
  return { label: `degraded: ${degraded}`, meaning, details };
}

const LIVES_ON = "The town lives on here. What happens is kept and goes to NATS when it is back: nothing is lost.";
const ALONE = "The town lives on here, and what happens stays here: nothing goes to NATS any more.";
const STANDS_STILL = "The town stands still for now. All that happened is kept: nothing is lost.";

const BREAKER: Record<NonNullable<Observer["replication"]["value"]>["breaker"], string> = {
  closed: "closed, events flow.",
  half_open: "half open, one event is being tried.",
  open: "open, nothing is sent until NATS answers.",
  fenced: "fenced, NATS holds this town as another process tells it.",
};

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

function group(value: number): string {
  return value.toLocaleString("en");
}
