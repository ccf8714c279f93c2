import { describe, expect, it, vi } from "vitest";
import { unmetered } from "../../../src/server/stream/meter.ts";
import { settled } from "../../stream/held-clock.ts";
import { HeldResponse } from "./held-response.ts";
import { streaming } from "./streaming.ts";

describe("rounds", () => {
  it("a burst of events is one write for each viewer", async () => {
    const { town, watch, end } = streaming();
    const responses = Array.from({ length: 3 }, () => watch().response);
    await settled();
    const before = responses.map(({ sizes }) => sizes.length);
    await town.flux.step("phase");
    await settled();
    expect(responses.map(({ ids }) => ids.at(-1))).toEqual(Array(3).fill(`r1-${town.status.seq}`));
    expect(responses.map(({ sizes }, i) => sizes.length - before[i])).toEqual([1, 1, 1]);
    await end();
  });

  it("what comes soon after a long round waits as long as that took, and is written together", async () => {
    const { clock, town, watch, end } = streaming();
    const responses = Array.from({ length: 5 }, () => watch().response);
    await settled();
    for (const response of responses) {
      const write = response.write.bind(response);
      response.write = (...what) => {
        clock.jump(4);
        return write(...what);
      };
    }
    const sizes = responses.map((response) => response.sizes.length);
    const heard = () => responses.map(({ ids }) => ids.at(-1));
    await town.flux.step("event");
    await settled();
    expect(heard()).toEqual(Array(5).fill("r1-1"));
    await town.flux.step("event");
    await clock.advance(10);
    await town.flux.step("event");
    await clock.advance(9);
    expect(heard()).toEqual(Array(5).fill("r1-1"));
    await clock.advance(1);
    expect(heard()).toEqual(Array(5).fill("r1-3"));
    expect(responses.map((response) => response.sizes.length)).toEqual(sizes.map((count) => count + 2));
    await end();
  });

  it("viewers that come together share one snapshot, until more has happened than it holds", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    const snapshot = vi.spyOn(town, "snapshot");
    const early = watch().response;
    await settled();
    await town.flux.step("event");
    const late = [watch(), watch(), watch({ format: "ndjson" })];
    await settled();
    expect(snapshot).toHaveBeenCalledTimes(2);
    expect(late.slice(0, 2).map(({ response }) => response.ids)).toEqual([early.ids, early.ids]);
    for (let day = 0; day < 20; day++) await town.flux.step("day");
    watch();
    await settled();
    expect(snapshot).toHaveBeenCalledTimes(3);
    await end();
  });

  it("one that is far behind does not keep the others waiting", async () => {
    const { town, watch, end } = streaming();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    const near = watch().response;
    await settled();
    const far = watch({ from: 1 }).response;
    await town.flux.step("event");
    await settled();
    expect(near.ids.at(-1)).toBe(`r1-${town.status.seq}`);
    expect(far.ids.at(-1)).not.toBe(`r1-${town.status.seq}`);
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(far.ids.at(-1)).toBe(`r1-${town.status.seq}`);
    await end();
  });

  it("tells apart who keeps up, who is behind and who takes nothing", async () => {
    const { clock, town, stream, watch, end } = streaming();
    await town.flux.step("event");
    watch();
    const slow = new HeldResponse();
    watch({}, slow);
    watch({}, new HeldResponse(false));
    await settled();
    slow.refuse();
    await town.flux.step("event");
    await settled();
    await clock.advance(1500);
    expect(stream.lags()).toEqual({ live: 1, behind: 0, stalled: 2 });
    slow.take();
    slow.refuse();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    for (let turn = 0; turn < 20; turn++) await settled();
    await clock.advance(500);
    expect(stream.lags()).toEqual({ live: 1, behind: 1, stalled: 1 });
    await end();
  });

  it("counts what was taken, and by whom", async () => {
    const opened: unknown[][] = [];
    const meter = {
      ...unmetered,
      delivered: vi.fn(),
      reset: vi.fn(),
      evicted: vi.fn(),
      opened: (...what: unknown[]) => opened.push(["opened", ...what]),
      closed: (...what: unknown[]) => opened.push(["closed", ...what]),
    };
    const { clock, town, watch, end } = streaming({ meter });
    await town.flux.step("phase");
    const seq = town.status.seq;
    const { response, over } = watch({ from: 1 });
    const lines = watch({ format: "ndjson", lastEventId: "no id" });
    const stalled = watch({}, new HeldResponse(false));
    await settled();
    const sum = (i: number) => meter.delivered.mock.calls.reduce((total, call) => total + call[i], 0);
    expect(sum(0)).toBe(seq);
    expect(sum(1)).toBe(response.text.length + lines.response.text.length);
    expect(meter.reset).toHaveBeenCalledTimes(1);
    response.destroy();
    await over;
    await clock.advance(32_000);
    await stalled.over;
    expect(meter.evicted).toHaveBeenCalledTimes(1);
    await end();
    await lines.over;
    expect(opened).toEqual([
      ["opened", "sse"],
      ["opened", "ndjson"],
      ["opened", "sse"],
      ["closed", "sse", "left"],
      ["closed", "sse", "evicted"],
      ["closed", "ndjson", "goodbye"],
    ]);
  });
});
