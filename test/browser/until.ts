import { expect } from "vitest";

/** Waits until what is read is what is expected, however busy the machine: the limit is for what never comes. */
export function until<T>(read: () => T): ReturnType<typeof expect.poll<Awaited<T>>> {
  return expect.poll(read as () => Awaited<T>, { timeout: 30_000, interval: 20 });
}
