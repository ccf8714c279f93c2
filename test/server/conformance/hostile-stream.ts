import * as fc from "fast-check";

/** Everything that the grammar treats in its own way, and its neighbours that it does not. */
const PIECES = [
  ["\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", ":", " ", "a", "\0"],
  ["data", "data:", "data: ", "data:  ", "data : x", "DATA: x", " data: x", "data: x\n\n", "data\n\n"],
  ["event", "event:", "event: a", "event: b\ndata: y\n\n", "id", "id:", "id: 1", "id: 2\n\n", "id: \0\n"],
  ["retry", "retry:", "retry: 5\n", "retry: 07\n", "retry: -1\n", "retry: 1.5\n", "retry: 5 \n", "retry:  5\n"],
  [": comment", "unknown: field\n", "\t", "\u000B", "\u0085", "\u2028", "\u2029"],
  ["\uFEFF", "é", "e\u0301", "שלום", "👩‍👩‍👧", "\u202E", "</script>", '"', "\\", "�"],
]
  .flat()
  .map((text) => Buffer.from(text));

/** No UTF-8: a stray byte, beginnings without an end, a surrogate, more than 21 bits, an overlong slash. */
const BROKEN = [
  [0xff],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x91],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xc0, 0xaf],
].map((bytes) => Buffer.from(bytes));

/** Streams of bytes that try the grammar, and places at which the network may cut them. */
export const hostileStream = fc.record({
  stream: fc.array(fc.constantFrom(...PIECES, ...BROKEN), { maxLength: 40 }).map((pieces) => Buffer.concat(pieces)),
  cuts: fc.array(fc.nat(), { maxLength: 12 }),
});

/** The stream in pieces; one may be empty. */
export function cutAt(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b);
  return [...places, stream.length].map((place, i) => stream.subarray(places[i - 1] ?? 0, place));
}
