import { afterAll, beforeAll, expect } from "vitest";
import { eventStreamName } from "../../../src/wire/subjects.ts";
import { TOWN, World, type WorldOptions } from "./world.ts";

export const STREAM = eventStreamName(TOWN);
/** Events a second: some 250. */
export const CITIZENS = 100;

/** A world that is there for the tests of a suite. @param over called when it is no longer there */
export function inhabited(options: () => WorldOptions, over = () => {}): () => World {
  let world: World;
  beforeAll(async () => void (world = await World.open(options())), 60_000);
  afterAll(async () => {
    await world?.close();
    over();
  });
  return () => world;
}

/** A world for one test. */
export async function visit(options: WorldOptions, what: (world: World) => Promise<void>): Promise<void> {
  const world = await World.open(options);
  try {
    await what(world);
    await check(world);
  } finally {
    await world.close();
  }
}

export async function check(world: World): Promise<void> {
  const { history, violations } = await world.verdict();
  // oxlint-disable-next-line no-console -- how much went through it is a result
  console.log(world.report(history));
  expect(violations).toEqual([]);
}
