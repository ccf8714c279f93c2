import type { Status } from "../../observer/status.ts";

/** A status as a shape, so that colour is never its only cue. */
export function StatusMark({ kind }: { readonly kind: Status["kind"] }) {
  const turns = kind === "connecting" || kind === "reconnecting";
  return (
    <svg class="mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" data-turns={turns || undefined}>
      <path d={SHAPES[kind]} class={SOLID.has(kind) ? "full" : ""} />
    </svg>
  );
}

const DISC = "M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8";
const SHAPES: Record<Status["kind"], string> = {
  live: DISC,
  empty: DISC,
  connecting: "M6 1.5a4.5 4.5 0 1 1-4.5 4.5",
  reconnecting: "M6 1.5a4.5 4.5 0 1 1-4.5 4.5",
  behind: "M6 1.5a4.5 4.5 0 1 1-4.4 3.6M1.4 1.8v3.4h3.4M6 3.6V6.2l1.8 1.2",
  paused: "M2.5 2h2.4v8H2.5zM7.1 2h2.4v8H7.1z",
  held: "M2.5 2h2.4v8H2.5zM7.1 2h2.4v8H7.1z",
  stale: "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M3.6 6h4.8",
  finished: "M2 2h8v8H2z",
  replay: "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M4.9 4v4L8.2 6z",
  diverged: "M6 1.2 11 10.4H1zM6 4.6v2.8M6 9v.1",
  failed: "M2.2 2.2l7.6 7.6M9.8 2.2 2.2 9.8",
  closed: "M2 6h8",
};
const SOLID = new Set<Status["kind"]>(["live", "paused", "finished"]);
