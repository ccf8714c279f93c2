import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { recorded } from "../../src/notebook/recording.ts";
import { Observer } from "../../src/observer/observer.ts";
import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LogWriter, logHeader } from "../../src/stream/log-format.ts";

/** A log's file of a town's first events. */
function log(length: number) {
  const config = smallConfig(25, 7);
  const run = new Simulation(config);
  const writer = new LogWriter();
  const lines = [writer.header(logHeader(run.town.run_id, config))];
  for (let i = 0; i < length; i++) lines.push(writer.event(run.next()));
  return { text: lines.join(""), town: run.town };
}

/** What an observer of the file knows when it is at its end or has given up. */
async function watched(file: Uint8Array<ArrayBuffer>) {
  const town = recorded(new DataView(file.buffer, file.byteOffset, file.byteLength));
  const observer = new Observer({ url: "http://notebook", town: "smallville", ...town });
  observer.connect();
  await new Promise<void>((resolve) => {
    observer.connection.subscribe(({ kind }) => ["finished", "failed"].includes(kind) && resolve());
  });
  const { head, proof, view, events, connection } = observer;
  const known = { head: head.value, proof: proof.value, town: view.value?.town, first: events.firstSeq };
  const how = connection.value;
  observer.close();
  return { ...known, how };
}

const gzip = (text: string) => Uint8Array.from(gzipSync(text));

describe("a log's file in a notebook", () => {
  it("is watched from its founding to its end, and every digest agrees", async () => {
    const { text, town } = log(700);
    const seen = await watched(gzip(text));
    expect([seen.head, seen.first]).toEqual([700, 1]);
    expect(digest(seen.town!)).toBe(digest(town));
    expect(seen.proof.verified).toBeGreaterThan(10);
    expect(seen.proof.diverged).toBe(0);
  });

  it("is watched to its last whole line, when it was broken off", async () => {
    const { text } = log(40);
    const { head } = await watched(gzip(text.slice(0, -100)));
    expect(head).toBe(39);
  });

  it("is refused in words when it is another kind of file", async () => {
    const table = await watched(gzip("a,b\n1,2\n"));
    expect(table.how).toMatchObject({ kind: "failed", why: expect.stringContaining("line 1 must be the header") });
    const unpacked = await watched(Uint8Array.from(Buffer.from("a,b\n1,2\n")));
    expect(unpacked.how).toMatchObject({ kind: "failed", why: expect.stringContaining("can't be unpacked") });
  });
});
