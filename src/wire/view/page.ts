/** Part of a list. `next` is what the following page comes after; null when there is none. */
type Page<T, Cursor> = { readonly items: readonly T[]; readonly next: Cursor | null };

/**
 * The first `limit` (from 1) of `rest`, which begins where the page before ended. Takes no more of it than one beyond the page.
 * @param cursorOf an item's place in the list: given as `after`, it leads right behind the item
 */
export function pageOf<T, Cursor>(rest: Iterable<T>, limit: number, cursorOf: (item: T) => Cursor): Page<T, Cursor> {
  const items: T[] = [];
  for (const item of rest) {
    if (items.length === limit) return { items, next: cursorOf(items[limit - 1]) };
    items.push(item);
  }
  return { items, next: null };
}
