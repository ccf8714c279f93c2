import { afterEach, describe, expect, it, vi } from "vitest";
import { Behind } from "../../../src/server/stream/behind.ts";
import { StreamBlock } from "../../../src/server/stream/block.ts";
import { TownStream } from "../../../src/server/stream/town-stream.ts";
import { HeldClock, settled } from "../../stream/held-clock.ts";
import { pausedTown } from "../open-town.ts";
import { HeldResponse } from "./held-response.ts";
import { streaming } from "./streaming.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("those who are behind", () => {
  /** So many jobs of so many milliseconds, and how many are done after each of the turns that follow. */
  async function done(jobs: number, ms: number): Promise<number[]> {
    const clock = new HeldClock();
    const behind = new Behind(clock);
    let count = 0;
    for (let i = 0; i < jobs; i++) {
      behind.push(async () => {
        clock.jump(ms);
        count++;
      });
    }
    const counts: number[] = [];
    do {
      await turn();
      counts.push(count);
    } while (counts.at(-1)! < jobs);
    return counts;
  }

  it("take 8 ms of a turn, all together", async () => {
    expect(await done(10, 3)).toEqual([3, 6, 9, 10]);
    expect(await done(1000, 0)).toEqual([1000]);
  });

  it("take one job where that takes longer", async () => {
    expect(await done(3, 50)).toEqual([1, 2, 3]);
  });

  it("take turns: one job each, and who comes again stands at the end", async () => {
    const behind = new Behind(new HeldClock());
    const order: string[] = [];
    const push = (name: string, times: number): void =>
      behind.push(async () => {
        order.push(name);
        if (times > 1) push(name, times - 1);
      });
    push("a", 3);
    push("b", 2);
    await turn();
    expect(order.join("")).toBe("ab");
    push("c", 1);
    await settled();
    expect(order.join("")).toBe("ababca");
  });

  it("come one after another also when one must wait", async () => {
    const behind = new Behind(new HeldClock());
    const order: string[] = [];
    behind.push(async () => {
      order.push("begun");
      await settled();
      order.push("ended");
    });
    behind.push(async () => void order.push("next"));
    for (let i = 0; i < 3; i++) await settled();
    expect(order).toEqual(["begun", "ended", "next"]);
  });
});

describe("filters that match nothing", () => {
  afterEach(() => vi.restoreAllMocks());

  it("keep nobody waiting: neither who is live nor each other", async () => {
    const { clock, town, watch, end } = streaming();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    const near = watch().response;
    await settled();
    // To look through a block takes 5 ms.
    const looks: { readonly who: string; readonly to: number }[] = [];
    vi.spyOn(StreamBlock.prototype, "select").mockImplementation(function (this: StreamBlock, _, __, filter) {
      clock.jump(5);
      looks.push({ who: filter!.text!, to: this.last });
      return { bytes: Buffer.alloc(0), events: 0, last: this.last };
    });
    const names = Array.from({ length: 30 }, (_, i) => `zq${i}`);
    for (const text of names) watch({ from: 1, filter: { text } });
    while (looks.length === 0) await turn();

    await town.flux.step("event");
    const { seq } = town.status;
    const before = looks.length;
    while (near.ids.at(-1) !== `r1-${seq}`) await turn();
    expect(looks.length - before).toBeLessThanOrEqual(4);

    const reached = () => names.every((name) => looks.some(({ who, to }) => who === name && to === seq));
    while (!reached()) {
      const { length } = looks;
      await turn();
      expect(looks.length - length).toBeLessThanOrEqual(2);
    }
    const count = new Map(names.map((name) => [name, 0]));
    for (const { who } of looks.slice(0, 3 * names.length)) {
      count.set(who, count.get(who)! + 1);
      expect(Math.max(...count.values()) - Math.min(...count.values())).toBeLessThanOrEqual(1);
    }
    await end();
  });

  it("read the log one after another", async () => {
    const { clock, town, end } = pausedTown();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    // It has seen none of it: all must come from the log.
    const stream = new TownStream(town, { clock, random: () => 0.5 });
    let [reading, most, reads] = [0, 0, 0];
    const read = town.log.read.bind(town.log);
    town.log.read = async function* (options) {
      most = Math.max(most, ++reading);
      reads++;
      await turn();
      try {
        yield* read(options);
      } finally {
        reading--;
      }
    };
    const viewers = [1, 150, 300].map((from) => {
      const response = new HeldResponse();
      void stream.serve(response.asResponse, { from });
      return response;
    });
    for (let i = 0; i < 30; i++) await settled();
    expect(viewers.map(({ ids }) => ids.at(-1))).toEqual(Array(3).fill(`r1-${town.status.seq}`));
    expect([most, reads > 1]).toEqual([1, true]);
    await stream.close();
    await end();
  });
});
