import type { EventStore } from "../../observer/event-store.ts";
import type { PastPhase } from "../../sim/chronicle.ts";
import type { TownState } from "../../sim/state.ts";

/** What the town spends, estimated in tokens: who, on what, and how long a budget lasts. */

/** A part of the whole, with its place among all, from 1. */
export type Share = { readonly id: string; readonly name: string; readonly tokens: number; readonly rank: number };

/** Operations by what they cost so far, the most first; those that cost nothing are none. */
export function byOperation({ totals }: TownState): Share[] {
  return Array.from(totals.operations, ([id, { tokens }]) => ({ id, name: id, tokens }))
    .filter(({ tokens }) => tokens > 0)
    .sort((a, b) => b.tokens - a.tokens)
    .map((one, i) => ({ ...one, rank: i + 1 }));
}

/**
 * The `most` citizens who cost the most, and those of `selected` who aren't among them, by what they cost. Of equals the earlier row
 * comes first. Cost: linear in the citizens, times one and the selected beyond.
 */
export function byCitizen(
  { citizens, citizenIndex, tokens }: TownState,
  most: number,
  selected: readonly string[],
): Share[] {
  const rows: number[] = [];
  for (let row = 0; row < citizens.length; row++) {
    if (rows.length === most && tokens[row] <= tokens[rows[most - 1]]) continue;
    let place = rows.length;
    while (place > 0 && tokens[rows[place - 1]] < tokens[row]) place--;
    rows.splice(place, 0, row);
    if (rows.length > most) rows.pop();
  }
  const share = (row: number, rank: number): Share => ({
    id: citizens[row].id,
    name: citizens[row].name,
    tokens: tokens[row],
    rank,
  });
  const shares = rows.map((row, i) => share(row, i + 1));
  for (const id of selected) {
    const row = citizenIndex.get(id);
    if (row === undefined || rows.includes(row)) continue;
    let before = 0;
    for (let other = 0; other < citizens.length; other++)
      if (tokens[other] > tokens[row] || (tokens[other] === tokens[row] && other < row)) before++;
    shares.push(share(row, before + 1));
  }
  return shares.sort((a, b) => a.rank - b.rank);
}

/** Tokens of the newest `most` turns at or before `seq` that are held, oldest first. Cost: a look at no more than 20 events a turn. */
export function newestTurns(events: Pick<EventStore, "at">, seq: number, most: number): number[] {
  const turns: number[] = [];
  for (let at = seq; at > seq - 20 * most && turns.length < most; at--) {
    const event = events.at(at);
    if (!event) break;
    if (event.type === "town_event") turns.push(event.tokens_used);
  }
  return turns.reverse();
}

/** How a budget stands after so many phases: in words. */
export function budgetWords(budget: number, total: number, phases: readonly PastPhase[], over: number): string {
  if (budget <= 0) return "";
  const share = `${Math.round((100 * total) / budget).toLocaleString("en")} % of the budget spent`;
  if (total >= budget) return `${share}: ${Math.round(total - budget).toLocaleString("en")} more than it allows.`;
  const day = phases.slice(Math.max(0, over - 4), over);
  const pace = day.reduce((sum, { measures }) => sum + measures.tokens, 0) * (4 / Math.max(1, day.length));
  if (pace === 0) return `${share}.`;
  const days = (budget - total) / pace;
  const left =
    days < 1 ? "less than a day" : days < 1.5 ? "about a day" : `about ${Math.round(days).toLocaleString("en")} days`;
  return `${share}; at the last day’s pace the rest lasts ${left}.`;
}
