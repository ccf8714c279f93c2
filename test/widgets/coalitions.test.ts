import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calm } from "../../src/widgets/coalitions/calm.ts";

describe("a calm signal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("follows at once after a rest, then at most once a gap, and always arrives", () => {
    const source = signal(0);
    const follower = calm(source, 100, new AbortController().signal);
    vi.advanceTimersByTime(100);
    const seen: number[] = [];
    follower.subscribe((value) => void seen.push(value));
    source.value = 1;
    for (let i = 2; i <= 50; i++) source.value = i;
    expect(seen).toEqual([0, 1]);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual([0, 1, 50]);
    vi.advanceTimersByTime(1000);
    source.value = 51;
    expect(seen).toEqual([0, 1, 50, 51]);
  });

  it("leaves nothing behind when it is ended", () => {
    const source = signal(0);
    const ending = new AbortController();
    const follower = calm(source, 100, ending.signal);
    source.value = 1;
    source.value = 2;
    ending.abort();
    expect(vi.getTimerCount()).toBe(0);
    const { value } = follower;
    source.value = 3;
    vi.advanceTimersByTime(1000);
    expect(follower.value).toBe(value);
  });
});
