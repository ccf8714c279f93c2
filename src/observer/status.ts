import { computed, signal, type ReadonlySignal } from "@preact/signals-core";
import type { Connection } from "./link.ts";
import type { Observer } from "./observer.ts";

/** What the header says about the town and the line to it: each state with its own words, shape and tone. */
export type Status = {
  readonly kind: StatusKind;
  /** A word or two. */
  readonly label: string;
  /** What it means and what to do, a sentence. */
  readonly detail: string;
  readonly tone: "good" | "quiet" | "warn" | "bad";
};

type StatusKind =
  | "connecting"
  | "empty"
  | "live"
  | "behind"
  | "paused"
  | "held"
  | "reconnecting"
  | "stale"
  | "finished"
  | "replay"
  | "diverged"
  | "failed"
  | "closed";

/** What the status is made of; times in milliseconds since 1970. */
export type StatusFacts = {
  readonly connection: Connection;
  /** It is a recording's, not a server's. */
  readonly recorded: boolean;
  /** When `connection` became what it is. */
  readonly since: number;
  readonly now: number;
  readonly paused: boolean;
  /** Why it stands still though nobody paused it. */
  readonly held: string | null;
  readonly following: boolean;
  /** Events between the moment shown and the newest one. */
  readonly behind: number;
  readonly citizens: number | undefined;
  readonly diverged: number;
};

/** The line first: what is shown can't be better than it. Then the truth of the picture, then the moment, then the pace. */
export function statusOf(facts: StatusFacts): Status {
  const { connection, now, since } = facts;
  switch (connection.kind) {
    case "connecting":
      return { kind: "connecting", label: "connecting", detail: "Asking the server for the town.", tone: "quiet" };
    case "reconnecting": {
      const left = Math.max(0, Math.ceil((connection.inMs - (now - since)) / 1000));
      const when = left > 0 ? `in ${left} s` : "now";
      return {
        kind: "reconnecting",
        label: `reconnecting ${when}`,
        detail: `The line to the town broke: ${connection.why}. Attempt ${connection.attempt} ${when}; no event will be lost.`,
        tone: "warn",
      };
    }
    case "stale":
      return {
        kind: "stale",
        label: `silent for ${duration(now - connection.sinceMs)}`,
        detail: "The server has said nothing, not even a heartbeat. What you see may be old.",
        tone: "warn",
      };
    case "failed":
      return { kind: "failed", label: "failed", detail: connection.why, tone: "bad" };
    case "closed":
      return { kind: "closed", label: "closed", detail: "This page no longer listens to the town.", tone: "quiet" };
    case "live":
    case "finished":
      break;
  }
  if (facts.diverged > 0) {
    const times = facts.diverged === 1 ? "once" : `${facts.diverged} times`;
    return {
      kind: "diverged",
      label: "diverged",
      detail: `The state folded here differed ${times} from the simulation's digest; a fresh snapshot was taken.`,
      tone: "bad",
    };
  }
  if (facts.recorded) {
    return {
      kind: "replay",
      label: "replay",
      detail: "A recording of a run: it changes no more, and no server is asked for anything.",
      tone: "quiet",
    };
  }
  if (!facts.following) {
    const events = facts.behind === 1 ? "1 event" : `${group(facts.behind)} events`;
    return {
      kind: "behind",
      label: `${group(facts.behind)} behind`,
      detail: `A past moment: the town is ${events} further.`,
      tone: "quiet",
    };
  }
  if (connection.kind === "finished") {
    return {
      kind: "finished",
      label: "finished",
      detail: "The run has ended; all of it can be revisited.",
      tone: "quiet",
    };
  }
  if (facts.citizens === 0)
    return { kind: "empty", label: "empty", detail: "Nobody lives in this town.", tone: "quiet" };
  if (facts.held !== null)
    return { kind: "held", label: "standing still", detail: `Standing still: ${facts.held}`, tone: "warn" };
  if (facts.paused)
    return {
      kind: "paused",
      label: "paused",
      detail: "The town stands still until someone resumes it.",
      tone: "quiet",
    };
  return { kind: "live", label: "live", detail: "Every event is shown as it happens.", tone: "good" };
}

/** `7 s`, `2 min`, `3 h`. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** 12345 as `12,345`. */
function group(value: number): string {
  return value.toLocaleString("en");
}

/**
 * The status of an observer as time goes on, until it is stopped.
 * @param now milliseconds since 1970, told anew as often as countdowns and ages should be
 * @param clock the same, exactly
 */
export function statusOver(
  observer: Observer,
  now: ReadonlySignal<number>,
  clock: () => number,
): { readonly status: ReadonlySignal<Status>; readonly stop: () => void } {
  const since = signal({ connection: observer.connection.peek(), at: clock() });
  /** Whether the last digest was another than ours: until one agrees again, the fresh state has yet to prove itself. */
  const doubted = signal(false);
  let proof = observer.proof.peek();
  const stops = [
    observer.connection.subscribe((connection) => (since.value = { connection, at: clock() })),
    observer.proof.subscribe((next) => {
      if (next.diverged > proof.diverged) doubted.value = true;
      else if (next.verified > proof.verified) doubted.value = false;
      proof = next;
    }),
  ];
  const status = computed(() =>
    statusOf({
      connection: since.value.connection,
      recorded: observer.recorded,
      since: since.value.at,
      now: Math.max(now.value, since.value.at),
      paused: observer.pace.value.paused,
      held: observer.pace.value.held,
      following: observer.following.value,
      behind: observer.head.value - (observer.view.value?.seq ?? 0),
      citizens: observer.view.value?.town.citizens.length,
      diverged: doubted.value ? observer.proof.value.diverged : 0,
    }),
  );
  const stop = () => {
    for (const stop of stops) stop();
  };
  return { status, stop };
}
