import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Observer } from "../../src/observer/observer.ts";
import { FakeTown, until } from "./fake-town.ts";
import { HeldTimers } from "./held-timers.ts";

/** What an observer says of the moment that people want to see while it is another that they see. */
let town: FakeTown;
let observer: Observer;
/** Lets the answers come that were held back. */
let answer: () => void;

beforeEach(async () => {
  town = new FakeTown();
  town.silently(60);
  const held = new Promise<void>((resolve) => (answer = resolve));
  observer = new Observer({
    url: "http://host",
    town: "smallville",
    past: 0,
    timers: new HeldTimers(),
    async fetch(input, init) {
      if ((input as string).includes("/state?at=")) await held;
      return town.fetch(input, init);
    },
  });
  observer.connect();
  await until(() => observer.view.value !== undefined);
});
afterEach(() => observer.close());

const said = () => [observer.sought.value, observer.fetching.value, observer.view.value!.seq];

it("is nothing in particular while the newest is shown, and what is held at once", async () => {
  expect(said()).toEqual([undefined, false, 60]);
  town.go(5);
  await until(() => observer.head.value === 65);
  observer.seek(62);
  expect(said()).toEqual([62, false, 62]);
  observer.seek(1_000);
  expect(said()).toEqual([65, false, 65]);
  observer.goLive();
  expect(said()).toEqual([undefined, false, 65]);
});

it("is being fetched when it isn't held, until it is shown", async () => {
  observer.seek(7);
  expect(said()).toEqual([7, true, 60]);
  answer();
  await until(() => !observer.fetching.value);
  expect(said()).toEqual([7, false, 7]);
});

it("is forgotten when people want something else meanwhile", async () => {
  observer.seek(7);
  observer.goLive();
  expect(said()).toEqual([undefined, false, 60]);
  observer.seek(8);
  answer();
  await until(() => !observer.fetching.value);
  expect(said()).toEqual([8, false, 8]);
});

it("is what is shown, when it can't be had", async () => {
  observer.seek(7);
  vi.spyOn(town, "stateAt").mockImplementation(() => {
    throw new TypeError("fetch failed");
  });
  answer();
  await until(() => !observer.fetching.value);
  expect(said()).toEqual([60, false, 60]);
  expect(observer.notice.value).toMatch(/^What the town was after event 7 could not be had/);
  town.go(5);
  await until(() => observer.head.value === 65);
  expect(said()).toEqual([60, false, 60]);
});
