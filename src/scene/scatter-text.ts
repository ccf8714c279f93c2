import { coalitionLetter } from "./chip.ts";
import { printable } from "./printable.ts";
import { isInFocus, type Member } from "./scatter-cast.ts";
import type { Still } from "./scatter-still.ts";

/**
 * The scatter in letters, `columns` x `rows` of them for the plane, then the axes and who is who. A letter is a coalition
 * (which keeps it for life), * a bridge, · someone of no coalition; where several citizens share a place
 * of the grid, the one who stands out most is seen. A letter is taken to be twice as high as wide.
 */
export function scatterText(
  still: Still,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string {
  const { town, axes, cast, domain, positions } = still;
  const signOf = ({ kind, coalitions }: Member) =>
    kind === "bridge" ? "*" : kind === "unaffiliated" ? "·" : coalitionLetter(coalitions[0].colour);

  const scale = Math.min(columns / (domain.right - domain.left), (2 * rows) / (domain.top - domain.bottom));
  const left = columns / 2 - (scale * (domain.left + domain.right)) / 2;
  const middle = rows / 2 + (scale * (domain.bottom + domain.top)) / 4;
  const grid = Array.from({ length: rows }, () => Array<string>(columns).fill(" "));
  for (const kind of ["unaffiliated", "member", "bridge"] as const) {
    for (const member of cast.members) {
      if (member.kind !== kind) continue;
      const column = within(Math.floor(left + scale * positions[2 * member.row]), columns);
      const row = within(Math.floor(middle - (scale * positions[2 * member.row + 1]) / 2), rows);
      grid[row][column] = signOf(member);
    }
  }

  const people = (members: readonly Member[]) => members.map(({ name }) => printable(name)).join(", ");
  const legend = cast.legend.flatMap(({ key, name, count, coalition }) => {
    if (count === 0) return [];
    const members = cast.members.filter((member) => isInFocus(member, key));
    const more = count > NAMED ? ` and ${count - NAMED} more` : "";
    const sign = coalition ? coalitionLetter(coalition.colour) : signOf(members[0]);
    return [`${sign} ${printable(name)} (${count}): ${people(members.slice(0, NAMED))}${more}`];
  });
  const edge = "─".repeat(columns);
  return [
    `${town.town_id} · day ${town.day} ${town.phase.toLowerCase()} · event ${town.seq}`,
    `┌${edge}┐`,
    ...grid.map((line) => `│${line.join("")}│`),
    `└${edge}┘`,
    `→ ${axes[0].sentence}`,
    `↑ ${axes[1].sentence}`,
    "",
    ...legend,
    "",
  ].join("\n");
}

/** A line of the legend names so many. */
const NAMED = 12;

function within(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}
