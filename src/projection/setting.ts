/** Reads `<name>=<number>`, the one setting in the words of an embedding's id; undefined for no words. Throws a RangeError. */
export function setting(family: string, name: string, words: string): number | undefined {
  if (words === "") return undefined;
  const match = /^\s*(\w+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(words);
  if (match?.[1] !== name) throw new RangeError(`${family} takes ${name}=<number>, got "${words}"`);
  return Number(match[2]);
}
