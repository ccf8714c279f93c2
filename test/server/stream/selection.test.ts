import { describe, expect, it, vi } from "vitest";
import { StreamBlock } from "../../../src/server/stream/block.ts";
import { selectionOf, Selector } from "../../../src/server/stream/selection.ts";
import { smallConfig } from "../../../src/sim/genesis/parse.ts";
import { Simulation } from "../../../src/sim/simulation.ts";

const about = (text: string) => selectionOf("sse", { text });

/** A block of one event, and how often it was looked through. */
function looked() {
  const block = new StreamBlock(new Simulation(smallConfig(7, 1)).next());
  return { block, select: vi.spyOn(block, "select") };
}

describe("Selector", () => {
  it("selects once for all who come together and want the same", () => {
    const { block, select } = looked();
    const selector = new Selector();
    const [one, two] = [selector.from(block, 0, about("a")), selector.from(block, 0, about("a"))];
    expect(two).toBe(one);
    selector.from(block, 0, about("b"));
    expect(select).toHaveBeenCalledTimes(2);
  });

  it("keeps nothing longer than a turn, whether or not anything happens", async () => {
    const { block, select } = looked();
    const selector = new Selector();
    for (let round = 1; round <= 3; round++) {
      selector.from(block, 0, about("a"));
      expect(select).toHaveBeenCalledTimes(round);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it("keeps only the last few, however many are asked for in a turn", () => {
    const { block, select } = looked();
    const selector = new Selector();
    for (let i = 0; i < 1000; i++) selector.from(block, 0, about(`zq${i}`));
    select.mockClear();
    for (let i = 999; i >= 984; i--) selector.from(block, 0, about(`zq${i}`));
    expect(select).not.toHaveBeenCalled();
    selector.from(block, 0, about("zq0"));
    expect(select).toHaveBeenCalledTimes(1);
  });
});
