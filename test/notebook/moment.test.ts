import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shareMoment } from "../../src/notebook/moment.ts";
import { Observer } from "../../src/observer/observer.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import { FakeTown, until } from "../observer/fake-town.ts";
import { HeldTimers } from "../observer/held-timers.ts";

let town: FakeTown;
let timers: HeldTimers;
let observer: Observer;
let model: PageModel;
let end: () => void;
let told: unknown[];

beforeEach(async () => {
  town = new FakeTown("run-a", 14);
  town.silently(300);
  timers = new HeldTimers();
  observer = new Observer({
    url: "http://host",
    town: "smallville",
    fetch: (...request) => town.fetch(...request),
    timers,
  });
  observer.connect();
  await until(() => observer.view.value !== undefined && observer.events.firstSeq === 1);
  begin(null);
});
afterEach(() => {
  end();
  observer.close();
});

function begin(at: number | null): void {
  end?.();
  model = new PageModel({ at });
  end = shareMoment(observer, model, timers);
  told = [];
  model.on("change:at", () => told.push(model.get("at")));
}

describe("the moment that a notebook is told of", () => {
  it("is one that somebody settled on, not each that was passed", () => {
    for (const seq of [200, 150, 100]) {
      observer.seek(seq);
      timers.advance(100);
    }
    expect(told).toEqual([]);
    timers.advance(250);
    expect(told).toEqual([100]);
  });

  it("is the newest, as null, when the town is watched live again", () => {
    observer.seek(100);
    timers.advance(250);
    observer.goLive();
    timers.advance(250);
    expect(told).toEqual([100, null]);
  });

  it("stays the same while the town goes on, and while the past is played", () => {
    timers.advance(1_000);
    observer.seek(0);
    timers.advance(250);
    observer.player.play();
    timers.advance(20_000);
    expect(observer.sought.value).toBeGreaterThan(5);
    expect(told).toEqual([0]);
    observer.player.pause();
    timers.advance(250);
    expect(told).toEqual([0, observer.sought.value]);
  });

  it("is shown when the notebook says so, and when it said so before", () => {
    model.set("at", 42);
    expect(observer.view.value?.seq).toBe(42);
    model.set("at", null);
    expect(observer.following.value).toBe(true);
    begin(17);
    expect(observer.view.value?.seq).toBe(17);
  });

  it("is told to nobody after the end", () => {
    observer.seek(100);
    end();
    timers.advance(1_000);
    model.set("at", 42);
    expect([told, observer.sought.value]).toEqual([[42], 100]);
  });
});
