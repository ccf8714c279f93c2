import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serialize } from "../../src/sim/event.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { readRecording, recordingLines, replayHtml } from "../../src/wire/recording.ts";

/** A run's state after some events, those that followed, and the recording of them. */
function recorded(skipped: number, length: number, seed = 7) {
  const config = smallConfig(25, seed);
  const run = new Simulation(config);
  for (let i = 0; i < skipped; i++) run.next();
  const state = snapshot(run.town);
  const events = Array.from({ length }, () => run.next());
  const text = [...recordingLines({ state, config, kind: "simulated" }, events)].join("");
  return { config, state, events, text };
}

describe("a recording", () => {
  it("begins as a stream does: with the state, and what the town is made of", () => {
    const { config, state, text } = recorded(30, 50);
    const { type, seq, run_id, ...beginning } = readRecording(text).beginning;
    expect([type, seq, run_id]).toEqual(["town_snapshot", 30, state.run_id]);
    const goes = { speed: 1, paused: true, degraded: null };
    expect(beginning).toEqual({
      state: JSON.parse(JSON.stringify(state)) as unknown,
      config,
      kind: "simulated",
      ...goes,
    });
  });

  it("law: gives back every event, byte for byte and in order", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(400), fc.nat(1000), (skipped, length, seed) => {
        const { events, text } = recorded(skipped, length, seed);
        expect(readRecording(text).events).toEqual(events.map(serialize));
      }),
      { numRuns: 20 },
    );
  });

  it("that was cut or is something else is refused", () => {
    const { text } = recorded(0, 40);
    for (const other of ["", "{}", '{"type":"town_log"}\n', "<html>"]) {
      expect(() => readRecording(other)).toThrow("a recording must begin with a town_snapshot");
    }
    expect(() => readRecording(text.slice(0, -2000))).toThrow("of the recording must say what columns follow");
    expect(() => readRecording(`${text}{"fields":["type"],"count":1}\n"a"\n`)).toThrow("must say what columns follow");
  });
});

describe("the file that shows a recording", () => {
  const place = '<script id="recording" type="application/gzip"></script>';

  it("is the template with the recording in its place", () => {
    const html = replayHtml(`<html>${place}<script>"$&"</script></html>`, "H4sI$&A==");
    expect(html).toBe(
      '<html><script id="recording" type="application/gzip">H4sI$&A==</script><script>"$&"</script></html>',
    );
  });

  it("needs a template with one such place", () => {
    for (const template of ["", "<html></html>", place + place]) {
      expect(() => replayHtml(template, "H4sI")).toThrow("the one place");
    }
  });
});
