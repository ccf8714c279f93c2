import type { Lifeline, Turn } from "../sim/chronicle.ts";
import { chipText } from "./chip.ts";
import { sizeAt } from "./lifelines.ts";
import { coalitionMark } from "./palette.ts";
import { printable } from "./printable.ts";
import { sparklineText } from "./sparkline.ts";

/**
 * Lives in letters, a line each, first those that go on: mark and name, then `columns` letters from the run's beginning to
 * `head`, each as high as the coalition was large there, then what became of it.
 */
export function lifelinesText(lives: readonly Lifeline[], head: number, columns: number): string {
  const living = lives.filter(({ ended }) => ended === null);
  const ordered = [...living, ...lives.filter(({ ended }) => ended !== null)];
  const names = ordered.map(({ colour, name }) => chipText(coalitionMark(colour), name));
  const widest = Math.max(0, ...names.map(({ length }) => length));
  const seqs = Array.from({ length: columns }, (_, i) => Math.round((head * (i + 1)) / columns));
  const sizes = ordered.map((life) => seqs.map((seq) => sizeAt(life, seq)));
  const most = Math.max(1, ...sizes.flat());
  const nameOf = namesOf(lives);
  const printed = (id: string) => printable(nameOf(id));
  return ordered
    .map((life, i) => {
      const letters = sizes[i].map((size) => (size === 0 ? " " : sparklineText([size], 1, { least: 0, most })));
      const { ended } = life;
      const end = ended ? `${turnWords(ended, printed)} on day ${ended.day}` : `${sizeAt(life, head)} members`;
      return `${names[i].padEnd(widest)} ${letters.join("")} ${end}\n`;
    })
    .join("");
}

/** What happened to a coalition, to be said after its name: `formed with 3`, `split from The Elms with 4`, `grew to 5`. */
export function turnWords({ kind, size, relative }: Turn, nameOf: (id: string) => string): string {
  switch (kind) {
    case "formed":
      return `formed with ${size}`;
    case "split":
      return relative === null ? `split off with ${size}` : `split from ${nameOf(relative)} with ${size}`;
    case "grown":
      return `grew to ${size}`;
    case "shrunk":
      return `shrank to ${size}`;
    case "merged":
      return relative === null ? "merged into another" : `merged into ${nameOf(relative)}`;
    case "dissolved":
      return "dissolved";
    default:
      return kind satisfies never;
  }
}

/** The names of coalitions by id: of those known, else the id itself. */
export function namesOf(lives: readonly Lifeline[]): (id: string) => string {
  const names = new Map(lives.map(({ coalition, name }) => [coalition, name]));
  return (id) => names.get(id) ?? id;
}
