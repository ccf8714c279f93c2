import { describe, expect, it } from "vitest";
import { settled } from "../../stream/held-clock.ts";
import { HeldResponse } from "./held-response.ts";
import { streaming } from "./streaming.ts";

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `r1-${from + i}`);
}

describe("TownStream", () => {
  it("greets a viewer with a snapshot, and goes on with the next event", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    await town.flux.step("phase");
    const { seq } = town.status;
    const { response } = watch();
    await settled();
    await town.flux.step("event");
    await settled();
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
    expect(response.text.startsWith("retry: 2000\n\n")).toBe(true);
    expect(response.messages.map(({ event }) => event).slice(0, 1)).toEqual(["town.snapshot"]);
    expect(response.ids).toEqual([`r1-${seq}`, `r1-${seq + 1}`]);
    const first = JSON.parse(response.messages[0].data);
    expect(first).toMatchObject({ type: "town_snapshot", seq, run_id: "r1", speed: 1, paused: true, state: { seq } });
    await end();
  });

  it("resumes exactly after the last event that a viewer has seen", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("day");
    const { seq } = town.status;
    const { response } = watch({ lastEventId: "r1-3" });
    await settled();
    expect(response.ids).toEqual(ids(4, seq));
    await end();
  });

  it("tells the past from any event on", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("day");
    const { seq } = town.status;
    const whole = watch({ from: 1 }).response;
    const part = watch({ from: 5 }).response;
    await settled();
    expect(whole.ids).toEqual(ids(1, seq));
    expect(part.ids).toEqual(ids(5, seq));
    await end();
  });

  it.each([
    ["r0-3", "smallville is now in run r1; your last event is of run r0"],
    ["r1-99999", "event must be a whole number from 0 to"],
    ["hello", '"hello" is no id of this stream; ids are like r1-42'],
    ["r1--3", '"r1--3" is no id of this stream'],
    ["r1-NaN", '"r1-NaN" is no id'],
    ["r1-1.5", "is no id"],
    ["r1-007", "is no id"],
    ["r1-9007199254740993", "is no id"],
    ["r1-99999999999999999999", "is no id"],
    ["-", "is no id"],
    ["r1-3\r\nevent: forged\r\n\r\n", "is no id"],
    ["r1-3\0", "is no id"],
    ["\u202Er1-3</script>", "is no id"],
    ["x".repeat(100_000), "is no id"],
    [`${"x".repeat(100_000)}-3`, "is no id"],
    [`${"x".repeat(64)}-3`, "your last event is of run xxx"],
  ])("where it cannot resume (%j) it says why, once, and begins anew", async (lastEventId, reason) => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    const { response } = watch({ lastEventId });
    await settled();
    expect(response.messages.map(({ event }) => event)).toEqual(["town.reset", "town.snapshot"]);
    const told = JSON.parse(response.messages[0].data).reason;
    expect(told).toContain(reason);
    expect(told.length).toBeLessThan(300);
    await end();
  });

  it("a viewer that retention has passed is told, and begins anew", async () => {
    const { town, watch, end } = streaming({ log: { maxBytes: 60_000, keyframeEvery: 20 } });
    while (town.log.firstSeq < 10) await town.flux.step("day");
    const first_seq = town.log.firstSeq;
    for (const wish of [{ lastEventId: "r1-3" }, { from: 3 }]) {
      const { response } = watch(wish);
      await settled();
      expect(response.messages.map(({ event }) => event)).toEqual(["town.reset", "town.snapshot"]);
      const reason = `event 3 of run r1 is no longer kept: the first available event is ${first_seq}; start from a snapshot`;
      expect(JSON.parse(response.messages[0].data)).toMatchObject({ first_seq, reason });
    }
    await end();
  });

  it("who asks for an event that is still to come is told of that event", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("event");
    const { response } = watch({ from: 7 });
    await settled();
    const reason = "event must be a whole number from 1 to 2 (run r1 has events 1 to 1), got 7";
    expect(JSON.parse(response.messages[0].data)).toMatchObject({ reason });
    await end();
  });

  it("viewers at different paces get the same bytes, and the town waits for none of them", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("event");
    const slow = watch({ lastEventId: "r1-1" }, new HeldResponse(false)).response;
    const quick = watch({ lastEventId: "r1-1" }).response;
    await settled();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    for (let turn = 0; turn < 20; turn++) await settled();
    const { seq } = town.status;
    expect(quick.ids.length).toBeGreaterThan(300);
    expect(slow.ids).toEqual([]);
    slow.take();
    for (let turn = 0; turn < 50; turn++) await settled();
    expect(slow.ids.filter(Boolean)).toEqual(ids(2, seq));
    expect(quick.ids.filter(Boolean)).toEqual(ids(2, seq));
    await end();
  });

  it("writes at most 64 KB at a time, and the next only when that is taken", async () => {
    const { town, watch, end } = streaming();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    const { response } = watch({ from: 1 }, new HeldResponse(false));
    for (let round = 0; round < 50; round++) {
      await settled();
      expect(response.outstanding).toBeLessThanOrEqual(1);
      response.take();
      response.refuse();
    }
    expect(Math.max(...response.sizes)).toBeLessThanOrEqual(65_536);
    expect(response.sizes.length).toBeGreaterThan(5);
    expect(response.ids).toEqual(ids(1, town.status.seq));
    await end();
  });

  it("sends a comment after 15 s of silence", async () => {
    const { clock, watch, end } = streaming();
    const { response } = watch();
    await settled();
    const { length } = response.text;
    await clock.advance(14_000);
    expect(response.text.slice(length)).toBe("");
    await clock.advance(2000);
    expect(response.text.slice(length)).toMatch(/^: ?\n\n$/);
    await clock.advance(15_000);
    expect(response.text.slice(length)).toMatch(/^(: ?\n\n){2}$/);
    await end();
  });

  it("closes a viewer that takes nothing for 30 s", async () => {
    const { clock, stream, watch, end } = streaming();
    const { response, over } = watch({}, new HeldResponse(false));
    await clock.advance(29_000);
    expect(response.dropped).toBe(false);
    expect(stream.watching).toBe(1);
    await clock.advance(3000);
    expect(response.dropped).toBe(true);
    await over;
    expect(stream.watching).toBe(0);
    await end();
  });

  it("announces changes of pace without an id", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("event");
    const { response } = watch();
    await settled();
    town.flux.setSpeed(8);
    await settled();
    const last = response.text.slice(response.text.lastIndexOf("event:"));
    expect(last).not.toContain("\nid:");
    expect(JSON.parse(response.messages.at(-1)!.data)).toMatchObject({ kind: "speed", speed: 8, after: 1 });
    await end();
  });

  it("a viewer that was busy hears how the pace is now, not how it went", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("event");
    const { response } = watch();
    await settled();
    response.refuse();
    await town.flux.step("event");
    await settled();
    town.flux.resume();
    town.flux.pause();
    town.flux.setSpeed(4);
    response.take();
    await settled();
    const pace = response.messages.filter(({ event }) => event === "town.status").map(({ data }) => JSON.parse(data));
    expect(pace.filter(({ seq }) => seq === undefined).map(({ kind, speed }) => [kind, speed])).toEqual([
      ["paused", 4],
      ["speed", 4],
    ]);
    await end();
  });

  it("a finished town says so and ends; one that has seen all gets 204", async () => {
    const { town, watch, end } = streaming();
    await town.flux.step("phase");
    const { response, over } = watch();
    await settled();
    town.close();
    await over;
    expect(JSON.parse(response.messages.at(-1)!.data).kind).toBe("finished");
    expect(response.ended).toBe(true);
    const again = watch({ lastEventId: `r1-${town.status.seq}` }).response;
    expect(again.status).toBe(204);
    await end();
  });

  it("a viewer that leaves is forgotten", async () => {
    const { stream, watch, end } = streaming();
    const { response, over } = watch();
    await settled();
    expect(stream.watching).toBe(1);
    response.destroy();
    await over;
    expect(stream.watching).toBe(0);
    await end();
  });
});
