/**
 * Who is chosen after a click on a citizen, by id: only they, or nobody if they were it alone; with `more`, all those before and
 * they, or all those but they.
 */
export function chosen(before: readonly string[], id: string, more: boolean): string[] {
  const others = before.filter((other) => other !== id);
  const was = others.length < before.length;
  if (more) return was ? others : [...before, id];
  return was && others.length === 0 ? [] : [id];
}
