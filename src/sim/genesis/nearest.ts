/**
 * The known word nearest to one that was mistyped, for "did you mean": at most a third of its letters off by insertion,
 * deletion, substitution or swapping of neighbours (optimal string alignment, after Damerau 1964). Undefined when none is.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const off = distance(word.toLowerCase(), candidate.toLowerCase());
    if (off < least) [best, least] = [candidate, off];
  }
  return best;
}

/** Edits from `a` to `b`, row by row of the table; only the last three rows are kept. */
function distance(a: string, b: string): number {
  let [before, previous, current]: [number[], number[], number[]] = [
    [],
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i++) {
    [before, previous, current] = [previous, current, [i]];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      current[j] = Math.min(
        previous[j] + 1,
        current[j - 1] + 1,
        previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? before[j - 2] + 1 : Infinity,
      );
    }
  }
  return current[b.length];
}
