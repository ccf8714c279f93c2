/** A name or a message that says nothing to a terminal but its letters: control characters and changes of direction become a space. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ");
}
