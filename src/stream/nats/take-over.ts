import { TownError } from "../../sim/error.ts";
import { found } from "../../sim/genesis/found.ts";
import { restore } from "../../sim/snapshot.ts";
import { fold, lookBack, type Heritage, type Past } from "../heritage.ts";
import { Archive } from "./archive.ts";
import { askWriter } from "./commands.ts";
import type { NatsLink } from "./connection.ts";
import { fenceOff } from "./fence.ts";
import { Shelf } from "./shelf.ts";
import { listTowns } from "./streams.ts";

/**
 * Takes over a town whose writer has died: claims it, so that the other one is fenced should it wake, and rebuilds it from what
 * NATS holds.
 * Cost: one reading of the events since the last keyframe before this phase.
 * @param writer the name under which this process will write it
 * @throws TownError unknown_town; conflict while it has a writer that answers; out_of_range when the events since the last
 * keyframe are no longer there; unavailable when NATS goes away
 */
export async function takeOver(
  link: NatsLink,
  townId: string,
  writer: string,
  signal?: AbortSignal,
): Promise<Heritage> {
  const nc = await link.connected(signal);
  const shelf = new Shelf(link, townId);
  const index = await shelf.read(signal);
  if (!index) {
    const known = await listTowns(nc);
    throw new TownError(
      "unknown_town",
      known.includes(townId)
        ? `${townId} can't go on: NATS holds its streams, but no index that says what they are; of a cluster that has only just started, ask again in a moment`
        : `NATS holds no town ${townId} that could go on; it holds ${known.length === 0 ? "no town at all" : known.join(", ")}`,
    );
  }
  await checkOrphaned(link, townId, index.run_id);
  const { run_id: runId, kind } = index;
  const config = await shelf.config(index);
  await shelf.claim({ runId, kind, config, writer });
  await fenceOff(nc, townId);
  const archive = new Archive(link, townId, runId);
  await archive.refresh();
  const { lastSeq } = archive;
  await shelf.truncate(writer, lastSeq);
  const past: Past = {
    firstSeq: archive.firstSeq,
    async stateBy(seq) {
      const keyframe = await shelf.keyframe(index, seq);
      const state = keyframe ? restore(keyframe) : found(config, runId);
      if (state.seq >= archive.firstSeq - 1) return state;
      throw new TownError(
        "out_of_range",
        `${townId} can't go on: NATS holds its events from ${archive.firstSeq}, and no state from which a phase since then could be decided again`,
      );
    },
    eventsAfter: (seq) => archive.read(seq, lastSeq, signal),
  };
  if (kind === "simulated") return lookBack(config, past, lastSeq);
  const state = await past.stateBy(lastSeq);
  for await (const event of past.eventsAfter(state.seq)) fold(state, [event]);
  return { kind, config, state, since: [] };
}

/** @throws TownError conflict while the town has a writer that answers */
export async function checkOrphaned(link: NatsLink, townId: string, runId: string): Promise<void> {
  let status;
  try {
    status = await askWriter(link, { town_id: townId, run_id: runId }, { command: "status" }, { patience: PATIENCE });
  } catch (error) {
    if (error instanceof TownError && error.code === "unavailable") return;
    throw error;
  }
  throw new TownError(
    "conflict",
    `${townId} has a writer that lives, and is at event ${status.seq}: stop that process first; this one can take over then`,
  );
}

/** Milliseconds that a living writer has to say that it lives. */
const PATIENCE = 1500;
