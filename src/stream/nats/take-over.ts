import { apply, checkEvent } from "../../sim/apply.ts";
import type { TownConfig } from "../../sim/config.ts";
import { TownError } from "../../sim/error.ts";
import type { TownEvent } from "../../sim/event.ts";
import { found } from "../../sim/genesis/found.ts";
import { Simulation } from "../../sim/simulation.ts";
import { restore, type TownSnapshot } from "../../sim/snapshot.ts";
import type { TownState } from "../../sim/state.ts";
import type { Heritage } from "../heritage.ts";
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
  for (let before = lastSeq; ;) {
    const keyframe = await shelf.keyframe(index, before);
    const state = keyframe ? restore(keyframe) : found(config, runId);
    if (state.seq < archive.firstSeq - 1) {
      throw new TownError(
        "out_of_range",
        `${townId} can't go on: NATS holds its events from ${archive.firstSeq}, and no state from which a phase since then could be decided again`,
      );
    }
    const events: TownEvent[] = [];
    for await (const event of archive.read(state.seq, lastSeq, signal)) events.push(event);
    if (kind === "external") {
      fold(state, events);
      return { kind, config, state, since: [] };
    }
    // A phase can only be decided from its beginning.
    const begun = events.findLastIndex(({ type }) => type === "town_status") + 1;
    if (begun > 0 || state.seq === 0 || isDawn(config, keyframe!, events)) {
      fold(state, events.slice(0, begun));
      return { kind, config, state, since: events.slice(begun) };
    }
    before = state.seq - 1;
  }
}

/** Whether a state is that at the beginning of a phase. It shows by trying, where the event before it is gone. */
function isDawn(config: TownConfig, keyframe: TownSnapshot, events: readonly TownEvent[]): boolean {
  try {
    Simulation.resume(config, keyframe.run_id, events, restore(keyframe));
    return true;
  } catch (error) {
    if (error instanceof TownError) return false;
    throw error;
  }
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

/** @throws TownError corrupt_log for an event that can't be folded */
function fold(state: TownState, events: readonly TownEvent[]): void {
  for (const event of events) {
    const problem = checkEvent(event, state);
    if (problem) throw new TownError("corrupt_log", `event ${event.seq} of ${state.town_id} in NATS: ${problem}`);
    apply(state, event);
  }
}

/** Milliseconds that a living writer has to say that it lives. */
const PATIENCE = 1500;
