import { describe, expect, it } from "vitest";
import { Painter } from "../../src/terminal/painter.ts";
import { Screen } from "../../src/terminal/screen.ts";
import { HeldTimers } from "../observer/held-timers.ts";
import { settled } from "../observer/fake-town.ts";

const PAPER = { depth: "none", own: undefined } as const;

/** A painter of a counter, and what it wrote; `room` lets the terminal take what it has not taken yet. */
function painting({ slow = false, movingUntil = 0 } = {}) {
  const timers = new HeldTimers();
  const written: string[] = [];
  const passed: number[] = [];
  const waiting: (() => void)[] = [];
  const failures: unknown[] = [];
  let count = 0;
  const painter = new Painter({
    timers,
    frame(ms) {
      passed.push(ms);
      const screen = new Screen(10, 1);
      screen.area.put(0, 0, `${++count}`);
      if (count === 99) throw new Error("a fault");
      return { screen, paper: PAPER, moving: count < movingUntil };
    },
    write(text) {
      written.push(text);
      return slow ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
    },
    failed: (error) => failures.push(error),
  });
  const advance = async (ms: number) => {
    timers.advance(ms);
    await settled();
  };
  return { painter, timers, written, passed, waiting, failures, advance };
}

describe("a painter", () => {
  it("draws at once, and then at most twenty times a second, however often it is asked", async () => {
    const { painter, written, advance } = painting();
    for (let ms = 0; ms < 990; ms++) {
      painter.request();
      painter.request();
      await advance(1);
    }
    expect(written.length).toBe(20);
  });

  it("draws nothing while nothing changes", async () => {
    const { painter, written, advance, timers } = painting();
    painter.request();
    await advance(10);
    await advance(10_000);
    expect(written).toHaveLength(1);
    expect(timers.waiting).toBe(0);
  });

  it("goes on by itself while something moves, and tells how much time has passed", async () => {
    const { painter, passed, advance } = painting({ movingUntil: 4 });
    painter.request();
    for (let i = 0; i < 10; i++) await advance(50);
    expect(passed).toEqual([50, 50, 50, 50]);
  });

  it("skips frames that a slow terminal has no room for, and then draws the newest", async () => {
    const { painter, written, waiting, advance } = painting({ slow: true });
    painter.request();
    await advance(50);
    for (let i = 0; i < 100; i++) {
      painter.request();
      await advance(50);
    }
    expect(written).toHaveLength(1);
    waiting.shift()!();
    await settled();
    await advance(50);
    expect(written).toHaveLength(2);
    expect(written[1]).toContain("2");
  });

  it("draws all of it anew when what the terminal shows is lost", async () => {
    const { painter, written, advance } = painting();
    painter.request();
    await advance(50);
    painter.request();
    await advance(50);
    expect(written[1]).not.toContain("\u001b[2J");
    painter.lose();
    await advance(50);
    expect(written[2]).toContain("\u001b[2J");
  });

  it("stops and says so when a frame can't be drawn, and is silent once it is closed", async () => {
    const { painter, failures, written, advance } = painting({ movingUntil: 1000 });
    painter.request();
    for (let i = 0; i < 200; i++) await advance(50);
    expect(failures).toMatchObject([{ message: "a fault" }]);
    expect(written).toHaveLength(98);
    const other = painting({ movingUntil: 1000 });
    other.painter.request();
    await other.advance(50);
    other.painter.close();
    other.painter.request();
    await other.advance(500);
    expect(other.written).toHaveLength(1);
  });
});
