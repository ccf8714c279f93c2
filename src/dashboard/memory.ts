/** What the page remembers from one visit to the next. Storage may be forbidden: then it lasts as long as the page. */

/** What was remembered under `key`, if anything. */
export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers `value`; undefined forgets. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it is not remembered.
  }
}
