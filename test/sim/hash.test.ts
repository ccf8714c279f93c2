import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Hash128, hash128 } from "../../src/sim/hash.ts";

/** The word sequence i -> i x 2654435761 + 12345 (mod 2^32), hashed by the reference implementation (mmh3 5, x86 128, seed 0). */
const REFERENCE: readonly string[] = [
  "00000000000000000000000000000000",
  "a3f022d5d6cd4ac3d6cd4ac3d6cd4ac3",
  "9d50a738191b96ec2a31a9402a31a940",
  "c228ffc1210a0ad64e305c276e3cac23",
  "2c332ba39399298f100c0f40de312b5b",
  "f7e910310a297eec96c382033bd49543",
  "7e1021cbd45434095f6a908c78ab8640",
  "64bf09c57ebad132ecf0a4c585927e18",
  "8aef79986338987689d3c38080938fee",
  "b7f4b671e02747ba3a875f98dbe9ad1d",
];

const sequence = (n: number) => Uint32Array.from({ length: n }, (_, i) => Math.imul(i, 2654435761) + 12345);

describe("MurmurHash3 x86 128", () => {
  it.each(REFERENCE.map((expected, n) => ({ n, expected })))(
    "agrees with the reference on $n words",
    ({ n, expected }) => {
      const hash = new Hash128();
      hash.words(sequence(n));
      expect(hash.hex()).toBe(expected);
    },
  );

  it("does not depend on how the words come in", () => {
    fc.assert(
      fc.property(fc.array(fc.uint32Array({ maxLength: 9 }), { maxLength: 6 }), (parts) => {
        const whole = new Hash128();
        whole.words(Uint32Array.from(parts.flatMap((part) => Array.from(part))));
        const piecewise = new Hash128();
        for (const part of parts) piecewise.words(part);
        expect(piecewise.hex()).toBe(whole.hex());
      }),
    );
  });

  it("tells texts apart, and takes -0 for 0", () => {
    expect(hash128("ab")).not.toBe(hash128("ba"));
    expect(hash128("a")).not.toBe(hash128("a\0"));
    const [negative, positive] = [new Hash128(), new Hash128()];
    negative.double(-0);
    positive.double(0);
    expect(negative.hex()).toBe(positive.hex());
  });
});
