import { describe, expect, it } from "vitest";
import { recordedTown } from "../../src/observer/recorded-town.ts";
import { Observer } from "../../src/observer/observer.ts";
import { Client } from "../../src/observer/client.ts";
import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { restore, snapshot } from "../../src/sim/snapshot.ts";
import { formatEventId } from "../../src/wire/frames.ts";
import { readRecording, recordingLines } from "../../src/wire/recording.ts";

/** What answers for a recording, and the run that was recorded from event `skipped` on. */
function recording(skipped: number, length: number) {
  const config = smallConfig(25, 7);
  const run = new Simulation(config);
  for (let i = 0; i < skipped; i++) run.next();
  const state = snapshot(run.town);
  const events = Array.from({ length }, () => run.next());
  const lines = [...recordingLines({ state, config, kind: "simulated" }, events)];
  return { fetch: recordedTown(readRecording(lines.join(""))).fetch, run, state, events };
}

/** An observer of it, when the run is over. */
async function watched(fetch: typeof globalThis.fetch): Promise<Observer> {
  const observer = new Observer({ url: "file:///home/ada/v1/towns", town: "smallville", fetch, recorded: true });
  observer.connect();
  await new Promise<void>((resolve) => {
    observer.connection.subscribe(({ kind }) => kind === "finished" && resolve());
  });
  return observer;
}

describe("a recording in the place of a server", () => {
  it("is watched to its end, and every digest agrees", async () => {
    const { fetch, run, events } = recording(0, 1234);
    const observer = await watched(fetch);
    expect(observer.head.value).toBe(1234);
    expect(digest(observer.view.value!.town)).toBe(digest(run.town));
    const changes = events.filter(({ type }) => type === "town_status").length;
    expect(observer.proof.value).toMatchObject({ verified: changes, diverged: 0 });
    expect(observer.notice.value).toBeUndefined();
    expect(observer.recorded).toBe(true);
    observer.close();
  });

  it("can be sought through from its first state on, also one that began in the midst of a run", async () => {
    const { fetch, state, events } = recording(333, 700);
    const observer = await watched(fetch);
    for (const seq of [333, 334, 700, 1033, 500]) {
      observer.seek(seq);
      const town = restore(state);
      const other = new Simulation(smallConfig(25, 7));
      while (other.town.seq < seq) other.next();
      expect(observer.view.value?.seq).toBe(seq);
      expect(digest(observer.view.value!.town)).toBe(digest(seq === 333 ? town : other.town));
    }
    expect(observer.events.firstSeq).toBe(334);
    expect(observer.events.at(1033)).toEqual(JSON.parse(JSON.stringify(events.at(-1))));
    observer.close();
  });

  it("is finished for who has seen all of it, and goes on for who has not", async () => {
    const { fetch, run } = recording(0, 100);
    const client = new Client({ url: "", fetch });
    const at = (seq: number) => ({ id: "smallville", last_event_id: formatEventId(run.town.run_id, seq) });
    expect((await client.stream(at(100))).status).toBe(204);
    const rest = await (await client.stream(at(97))).text();
    expect(rest.match(/^event: .*$/gm)).toHaveLength(4);
    expect(rest).not.toContain("town.snapshot");
    expect(await (await client.stream({ id: "smallville" })).text()).toContain("event: town.snapshot\n");
  });

  it("tells of the town what a server would, and refuses what a recording can't do", async () => {
    const { fetch, run } = recording(20, 80);
    const client = new Client({ url: "", fetch });
    const { towns } = await client.get("/v1/town", {});
    expect(towns).toMatchObject([{ town_id: "smallville", seq: 100, day: run.town.day, finished: true }]);
    expect(await client.get("/v1/town/{id}", { id: "smallville" })).toMatchObject({
      first_seq: 21,
      config: { seed: 7 },
    });
    await expect(client.post("/v1/town/{id}/control", { id: "smallville" }, { action: "pause" })).rejects.toThrow(
      "This is a recording",
    );
    await client.post("/v1/town/{id}/proofs", { id: "smallville" }, { verified: 1, diverged: 0 });
    await expect(client.get("/v1/town/{id}/citizens", { id: "smallville" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(client.get("/v1/town/{id}/state", { id: "smallville", at: 50 })).rejects.toMatchObject({
      code: "out_of_range",
    });
    await expect(client.get("/v1/town/{id}", { id: "atlantis" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("ends when nobody listens any more", async () => {
    const { fetch } = recording(0, 5000);
    const over = new AbortController();
    const response = await fetch("/v1/town/smallville/events", { signal: over.signal });
    over.abort();
    await expect(response.text()).rejects.toThrow("aborted");
  });
});
