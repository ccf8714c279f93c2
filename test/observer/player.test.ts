import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Observer, type ObserverOptions } from "../../src/observer/observer.ts";
import { FakeTown, settled, until } from "./fake-town.ts";
import { HeldTimers } from "./held-timers.ts";

let town: FakeTown;
let timers: HeldTimers;
let observer: Observer;

beforeEach(() => {
  town = new FakeTown("run-a", 14);
  timers = new HeldTimers();
});
afterEach(() => observer.close());

/** A viewer of two days that have been, and are known. */
async function watch(options: Partial<ObserverOptions> = {}): Promise<void> {
  const ask: typeof fetch = (...request) => town.fetch(...request);
  observer = new Observer({ url: "http://host", town: "smallville", fetch: ask, timers, ...options });
  while (town.run.town.day < 3) town.silently(1);
  observer.connect();
  await until(() => observer.view.value !== undefined);
  await until(() => observer.outline.since === 1 && (options.past === 0 || observer.events.firstSeq === 1));
}

const at = () => observer.view.value!.seq;
const dawn = () => town.events.find((event) => event.type === "town_status" && event.day === 2)!.seq;
const minute = () => timers.advance(60_000);

describe("playing what was", () => {
  it("shows a day a minute, in order, and is live when it meets the newest", async () => {
    await watch();
    observer.seek(0);
    observer.player.play();
    const shown: number[] = [];
    const stop = observer.view.subscribe((view) => shown.push(view!.seq));
    minute();
    expect(at()).toBeGreaterThanOrEqual(dawn() - 1);
    expect(at()).toBeLessThanOrEqual(dawn() + 1);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(new Set(shown).size).toBeGreaterThan(dawn() * 0.9);
    expect([observer.player.playing.value, observer.following.value]).toEqual([true, false]);
    minute();
    timers.advance(1_000);
    stop();
    expect([observer.player.playing.value, observer.following.value, at()]).toEqual([false, true, town.events.length]);
    expect(timers.waiting).toBe(1);
  });

  it("goes as fast as it is told to, and stops when it is told to", async () => {
    await watch();
    observer.seek(0);
    observer.player.setSpeed(4);
    observer.player.play();
    timers.advance(15_000);
    expect(Math.abs(at() - dawn())).toBeLessThanOrEqual(2);
    observer.player.pause();
    const there = at();
    minute();
    expect([at(), observer.player.playing.value]).toEqual([there, false]);
    for (const speed of [0.2, 65, Number.NaN]) {
      expect(() => observer.player.setSpeed(speed)).toThrow(`speed must be between 0.25 and 64, got ${speed}`);
    }
  });

  it("begins at the beginning when the newest is shown, also of a town that is finished", async () => {
    await watch();
    town.announce("finished");
    await until(() => observer.connection.value.kind === "finished");
    observer.player.play();
    expect([at(), observer.following.value]).toEqual([0, false]);
    timers.advance(5_000);
    expect(at()).toBeGreaterThan(0);
  });

  it("plays on from wherever somebody seeks, and ends when somebody goes live", async () => {
    await watch();
    observer.seek(0);
    observer.player.play();
    timers.advance(3_000);
    observer.seek(dawn());
    timers.advance(1_000);
    expect(at()).toBeGreaterThan(dawn());
    expect(at()).toBeLessThan(dawn() + 20);
    observer.goLive();
    timers.advance(100);
    expect([observer.player.playing.value, observer.following.value]).toEqual([false, true]);
  });

  it("disturbs no one: the town goes on meanwhile, and is asked for nothing", async () => {
    await watch();
    const asked = town.requests.length;
    observer.seek(0);
    observer.player.play();
    timers.advance(5_000);
    town.go(30);
    await until(() => observer.head.value === town.events.length);
    timers.advance(5_000);
    expect(at()).toBeLessThan(dawn());
    expect(town.requests).toHaveLength(asked);
  });

  it("asks for moments that aren't held, one at a time, four a second at most", async () => {
    await watch({ past: 0 });
    const asked = () => town.requests.filter(({ path }) => path.startsWith("/state?at=")).length;
    observer.player.setSpeed(8);
    observer.player.play();
    await until(() => observer.view.value?.seq === 0);
    const before = asked();
    const began = timers.now();
    for (let i = 0; i < 200; i++) {
      timers.advance(16);
      await settled();
    }
    const count = asked() - before;
    expect(count).toBeGreaterThan(4);
    expect(count).toBeLessThanOrEqual((timers.now() - began) / 250 + 1);
    expect(at()).toBeGreaterThan(0);
  });

  it("is over when the observer is closed", async () => {
    await watch();
    observer.seek(0);
    observer.player.play();
    observer.close();
    expect([observer.player.playing.value, timers.waiting]).toEqual([false, 0]);
  });
});

describe("skipping through what was", () => {
  it("goes by event, phase and day, back and forth", async () => {
    await watch();
    const { player } = observer;
    const there = () => {
      const { day, phase } = observer.view.value!.town;
      return `${day} ${phase}`;
    };
    player.skip("event", -1);
    expect([at(), observer.following.value]).toEqual([town.events.length - 1, false]);
    player.skip("day", -1);
    expect([at(), there()]).toEqual([dawn(), "2 MORNING"]);
    player.skip("phase", 1);
    expect(there()).toBe("2 AFTERNOON");
    player.skip("event", -1);
    expect(there()).toBe("2 MORNING");
    player.skip("day", -1);
    player.skip("day", -1);
    expect(at()).toBe(0);
    player.skip("day", -1);
    expect(at()).toBe(0);
  });

  it("beyond the last of its kind shows the newest", async () => {
    await watch();
    observer.seek(town.events.length - 1);
    observer.player.skip("event", 1);
    expect(observer.following.value).toBe(true);
    observer.seek(dawn() + 1);
    for (let i = 0; i < 20; i++) observer.player.skip("peak", 1);
    expect(observer.following.value).toBe(true);
  });
});
