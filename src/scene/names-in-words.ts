/** `Ann`, `Ann and Bob`, `Ann, Bob and 5 others`. */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  if (names.length <= 3) return `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
  return `${names[0]}, ${names[1]} and ${names.length - 2} others`;
}
