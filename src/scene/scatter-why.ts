import type { TownEvent } from "../sim/event.ts";
import { causesOf } from "./why.ts";

/** Why something happened, drawn on the picture: what led to an event, as arcs between those whom it was among. */

/** An event of the chain: the one asked about comes first, then its causes, the nearest first. */
export type CauseAmong = { readonly seq: number; readonly what: string; readonly rows: readonly number[] };

/** One event's arcs as SVG path data in CSS pixels, and its number in the chain (from 1) at its place. */
export type CauseArc = {
  readonly seq: number;
  readonly path: string;
  readonly number: number;
  readonly x: number;
  readonly y: number;
  /** 1 for the newest, less the further back. */
  readonly strength: number;
};

/** Of the disc with an event's number, in CSS pixels. */
export const CAUSE_RADIUS = 8;
/** Events of a chain, and citizens of an event, that one can tell apart. */
const MOST = 12;
const MOST_AMONG = 6;
/** CSS pixels around a citizen who was alone. */
const LOOP = 15;

/** What led to event `seq`, as far as it is held, the event first: at most a dozen; empty when the event itself is not held. */
export function chainOf(
  events: { at(seq: number): TownEvent | undefined },
  seq: number,
  rowOf: (id: string) => number | undefined,
): readonly CauseAmong[] {
  return [seq, ...causesOf(events, seq, MOST - 1).map((cause) => cause.seq)].flatMap((at) => {
    const event = events.at(at);
    if (!event) return [];
    const rows = participants(event).flatMap((id) => rowOf(id) ?? []);
    return [{ seq: at, what: "operation" in event ? event.operation : wordOf(event), rows: rows.slice(0, MOST_AMONG) }];
  });
}

/** Whom an event was among: of a coalition's change those who came or went, else its members. */
function participants(event: TownEvent): readonly string[] {
  switch (event.type) {
    case "town_event":
      return event.participant_ids;
    case "coalition":
      return event.joined.length > 0 ? event.joined : event.left.length > 0 ? event.left : event.members;
    case "citizen":
      return event.citizens;
    case "eigenvector_drift":
    case "town_status":
      return [];
    default:
      return event satisfies never;
  }
}

function wordOf(event: Exclude<TownEvent, { type: "town_event" }>): string {
  if (event.type === "coalition") return `coalition ${event.kind}`;
  return event.type === "citizen" ? event.kind : event.type === "eigenvector_drift" ? "drift" : "phase";
}

/** The arcs of a chain, given where each row's mark lies. Several among the same people lie beside each other. */
export function causeArcs(
  chain: readonly CauseAmong[],
  placeOf: (row: number) => readonly [x: number, y: number],
): readonly CauseArc[] {
  const met = new Map<string, number>();
  return chain.flatMap(({ seq, rows }, i) => {
    if (rows.length === 0) return [];
    const among = rows.toSorted((a, b) => a - b).join(" ");
    const turn = met.get(among) ?? 0;
    met.set(among, turn + 1);
    const [x, y] = placeOf(rows[0]);
    const strength = 1 - (0.7 * i) / MOST;
    if (rows.length === 1) {
      const r = LOOP + 5 * turn;
      return [
        {
          seq,
          path: `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0`,
          number: i + 1,
          x,
          y: y - r,
          strength,
        },
      ];
    }
    // To alternate sides, further out each time.
    const bend = 0.22 * (1 + (turn >> 1)) * (turn % 2 === 0 ? 1 : -1);
    const arcs = rows.slice(1).map((row) => arc([x, y], placeOf(row), bend));
    return [{ seq, path: arcs.map(({ path }) => path).join(""), number: i + 1, x: arcs[0].x, y: arcs[0].y, strength }];
  });
}

/** A curve that leaves the straight way by `bend` of its length, and its middle. */
function arc([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], bend: number) {
  const [cx, cy] = [(ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend];
  const path = `M${px(ax)} ${px(ay)}Q${px(cx)} ${px(cy)} ${px(bx)} ${px(by)}`;
  return { path, x: (ax + 2 * cx + bx) / 4, y: (ay + 2 * cy + by) / 4 };
}

function px(value: number): number {
  return Math.round(value * 10) / 10;
}
