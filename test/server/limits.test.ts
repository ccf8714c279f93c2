import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bucket, Seats } from "../../src/server/limits.ts";
import { HeldClock } from "../stream/held-clock.ts";

describe("a bucket of ten a second", () => {
  it("gives ten at once, then says how long until the next, and fills again", () => {
    const clock = new HeldClock();
    const bucket = new Bucket(10, clock);
    for (let i = 0; i < 10; i++) expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(100);
    clock.jump(50);
    expect(bucket.take()).toBe(50);
    clock.jump(50);
    expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(100);
    clock.jump(60_000);
    for (let i = 0; i < 10; i++) expect(bucket.take()).toBe(0);
    expect(bucket.take()).toBe(100);
  });

  it("in no stretch of time gives more than ten and ten a second", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (waits) => {
        const clock = new HeldClock();
        const bucket = new Bucket(10, clock);
        const taken = waits.filter((ms) => {
          clock.jump(ms);
          return bucket.take() === 0;
        }).length;
        const seconds = waits.reduce((sum, ms) => sum + ms, 0) / 1000;
        expect(taken).toBeLessThanOrEqual(10 + 10 * seconds + 1e-9);
      }),
    );
  });
});

describe("two seats", () => {
  it("are taken by two, and free again when one leaves", () => {
    const seats = new Seats(2);
    expect([seats.take(), seats.take(), seats.take(), seats.taken]).toEqual([true, true, false, 2]);
    seats.leave();
    expect([seats.take(), seats.taken]).toEqual([true, 2]);
  });
});
