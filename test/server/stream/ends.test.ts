import { describe, expect, it, vi } from "vitest";
import { Seats } from "../../../src/server/limits.ts";
import { unmetered } from "../../../src/server/stream/meter.ts";
import { settled } from "../../stream/held-clock.ts";
import { HeldResponse } from "./held-response.ts";
import { streaming } from "./streaming.ts";

describe("when every seat is taken", () => {
  it("who comes is asked to come back later, with a 200 that a browser heeds", async () => {
    const seats = new Seats(1);
    const overloaded = vi.fn();
    const { stream, watch, end } = streaming({ seats, meter: { ...unmetered, overloaded } });
    const first = watch();
    const frames = watch({ lastEventId: "r1-0" }).response;
    const lines = watch({ format: "ndjson" }).response;
    expect([frames.status, frames.ended, stream.watching]).toEqual([200, true, 1]);
    expect(frames.text).toBe(": as many watch as this server can serve: come back a little later\nretry: 10000\n\n");
    expect(lines.text).toBe('{"type":"overload","retry_ms":10000}\n');
    expect(overloaded).toHaveBeenCalledTimes(2);
    first.response.destroy();
    await first.over;
    expect(seats.taken).toBe(0);
    const { response } = watch();
    await settled();
    expect(response.messages.map(({ event }) => event)).toEqual(["town.snapshot"]);
    await end();
    expect(seats.taken).toBe(0);
  });

  it("asks for 5 to 15 s, by chance", () => {
    for (const [random, retry] of [
      [0, 5000],
      [0.999, 14_990],
    ]) {
      const { watch } = streaming({ seats: new Seats(0), random: () => random });
      expect(watch({ format: "ndjson" }).response.text).toBe(`{"type":"overload","retry_ms":${retry}}\n`);
    }
  });
});

describe("when the server goes", () => {
  it("each viewer is told when to come back, a few at a time", async () => {
    const { clock, stream, watch, end } = streaming();
    const viewers = Array.from({ length: 35 }, () => watch().response);
    await settled();
    const closed = stream.close();
    const gone = () => viewers.filter(({ ended }) => ended).length;
    expect(gone()).toBe(10);
    await clock.advance(20);
    expect(gone()).toBe(20);
    await clock.advance(40);
    expect(gone()).toBe(35);
    await closed;
    for (const { text } of viewers) {
      expect(text.endsWith(": this server is going: come back in a moment\nretry: 3000\n\n")).toBe(true);
    }
    expect(stream.watching).toBe(0);
    await end();
  });

  it("the goodbye of thousands takes two seconds", async () => {
    const { clock, stream, watch, end } = streaming();
    const viewers = Array.from({ length: 3000 }, () => watch({ lastEventId: "r1-0" }).response);
    await settled();
    const closed = stream.close();
    await clock.advance(1900);
    expect(viewers.some(({ ended }) => !ended)).toBe(true);
    await clock.advance(100);
    expect(viewers.every(({ ended }) => ended)).toBe(true);
    await closed;
    await end();
  });

  it("who has not been told yet still hears what happens, and who comes is told at once", async () => {
    const { clock, town, stream, watch, end } = streaming();
    const viewers = Array.from({ length: 12 }, () => watch().response);
    await settled();
    const closed = stream.close();
    await town.flux.step("event");
    await settled();
    expect(viewers.at(-1)!.ids).toEqual(["r1-0", "r1-1"]);
    expect(watch({ format: "ndjson" }).response.text).toBe('{"type":"goodbye","retry_ms":3000}\n');
    await clock.advance(20);
    await closed;
    await end();
  });

  it("who takes nothing is cut off after a second, and no word falls into the middle of another", async () => {
    const { clock, town, stream, watch, end } = streaming();
    for (let day = 0; day < 40; day++) await town.flux.step("day");
    const stalled = watch({ from: 1 }, new HeldResponse(false)).response;
    await settled();
    stalled.take();
    stalled.refuse();
    await settled();
    const closed = stream.close();
    await clock.advance(900);
    expect([stalled.ended, stalled.dropped]).toEqual([true, false]);
    await clock.advance(200);
    expect(stalled.dropped).toBe(true);
    await closed;
    expect(stalled.text.endsWith("\nretry: 3000\n\n")).toBe(true);
    const events = stalled.messages.map(({ data }) => JSON.parse(data).seq);
    expect(events).toEqual(events.map((_, i) => i + 1));
    await end();
  });

  it("closing twice is closing once", async () => {
    const { stream, end } = streaming();
    expect(stream.close()).toBe(stream.close());
    await end();
  });
});

describe("when the town is over", () => {
  it("who is behind hears all of it before it hears that", async () => {
    const { town, watch, end } = streaming();
    for (let day = 0; day < 20; day++) await town.flux.step("day");
    const { response, over } = watch({ from: 1 });
    town.close();
    await over;
    const messages = response.messages.map(({ data }) => JSON.parse(data));
    expect(messages.at(-1)).toMatchObject({ kind: "finished", after: town.status.seq });
    expect(messages.slice(0, -1).map(({ seq }) => seq)).toEqual(messages.slice(0, -1).map((_, i) => i + 1));
    expect(messages.length).toBe(town.status.seq + 1);
    await end();
  });

  it("also when it could not say so itself", async () => {
    const { town, stream, watch, end } = streaming();
    await town.flux.step("event");
    const { response, over } = watch();
    await settled();
    stream.finish();
    stream.finish();
    await over;
    expect(response.messages.map(({ event }) => event)).toEqual(["town.snapshot", "town.status"]);
    expect(JSON.parse(response.messages[1].data)).toMatchObject({ kind: "finished", after: 1 });
    expect(watch({ lastEventId: "r1-1" }).response.status).toBe(204);
    await end();
  });

  it("and its stream is closed at once, that is still said", async () => {
    const { town, stream, watch, end } = streaming();
    const { response } = watch();
    await settled();
    town.close();
    await stream.close();
    expect(JSON.parse(response.messages.at(-1)!.data).kind).toBe("finished");
    expect(response.ended).toBe(true);
    await end();
  });

  it("an error of ours ends one stream, is reported, and no other hears of it", async () => {
    const { town, watch, end } = streaming();
    const other = watch({ lastEventId: "r1-0" }).response;
    await settled();
    vi.spyOn(town, "snapshot").mockImplementation(() => {
      throw new RangeError("ours");
    });
    const { response, over } = watch();
    await expect(over).rejects.toThrow("ours");
    expect(response.dropped).toBe(true);
    await town.flux.step("event");
    await settled();
    expect(other.ids).toEqual(["r1-1"]);
    await end();
  });
});
