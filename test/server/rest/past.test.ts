import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pageOfPast } from "../../../src/server/rest/past.ts";
import type { TownEvent } from "../../../src/sim/event.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { MemoryLog } from "../../../src/stream/memory-log.ts";

describe("pages of the past", () => {
  const simulation = new Simulation(smallConfig(7, 3));
  const log = new MemoryLog(simulation.town);
  const events: TownEvent[] = [];

  beforeAll(() => {
    while (events.length < 6000) {
      const event = simulation.next();
      log.append(event);
      events.push(event);
    }
  });

  it("begin with the oldest, and say what comes next until there is nothing", async () => {
    const seqs = (event: TownEvent) => event.seq;
    expect(await pageOfPast(log, { limit: 3 }, seqs)).toEqual({ items: [1, 2, 3], next: 3 });
    expect(await pageOfPast(log, { after: 5998, limit: 3 }, seqs)).toEqual({ items: [5999, 6000], next: null });
    expect(await pageOfPast(log, { after: 5997, limit: 3 }, seqs)).toEqual({ items: [5998, 5999, 6000], next: null });
    expect(await pageOfPast(log, { after: 6000, limit: 3 }, seqs)).toEqual({ items: [], next: null });
  });

  it("look at a bounded number of events, and go on from there though they found nothing", async () => {
    const none = await pageOfPast(log, { limit: 3 }, () => undefined);
    expect(none).toEqual({ items: [], next: 5000 });
    expect(await pageOfPast(log, { after: 5000, limit: 3 }, () => undefined)).toEqual({ items: [], next: null });
  });

  it("don't reach beyond what is kept", async () => {
    await expect(pageOfPast(log, { after: 6001, limit: 3 }, () => 1)).rejects.toMatchObject({ code: "out_of_range" });
  });

  it("law: all pages together are all that was picked, once and in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 5000, max: 6000 }),
        async (limit, modulus, start) => {
          const pick = ({ seq }: TownEvent) => (seq % modulus === 0 ? seq : undefined);
          const found: number[] = [];
          for (let after: number | null = start; after !== null;) {
            const { items, next }: { items: readonly number[]; next: number | null } = await pageOfPast(
              log,
              { after, limit },
              pick,
            );
            expect(items.length).toBeLessThanOrEqual(limit);
            found.push(...items);
            after = next;
          }
          expect(found).toEqual(events.slice(start).flatMap((event) => pick(event) ?? []));
        },
      ),
      { numRuns: 20 },
    );
  });
});
