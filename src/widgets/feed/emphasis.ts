/** A part of a message; names stand out. */
export type Part = { readonly text: string; readonly name: boolean };

/** Cuts a message at the names in it: whole words, the longest name first. The parts joined are the message. */
export function emphasise(message: string, names: readonly string[]): Part[] {
  const longestFirst = names.filter(Boolean).sort((a, b) => b.length - a.length);
  const parts: Part[] = [];
  let plain = "";
  for (let at = 0; at < message.length;) {
    const name = inWord(message[at - 1])
      ? undefined
      : longestFirst.find((one) => message.startsWith(one, at) && !inWord(message[at + one.length]));
    if (name) {
      if (plain) parts.push({ text: plain, name: false });
      parts.push({ text: name, name: true });
      plain = "";
      at += name.length;
    } else plain += message[at++];
  }
  if (plain) parts.push({ text: plain, name: false });
  return parts;
}

function inWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
