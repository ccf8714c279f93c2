import { TownError } from "../sim/error.ts";
import { found } from "../sim/genesis/found.ts";
import { parseRecorded } from "../sim/genesis/parse.ts";
import { snapshot } from "../sim/snapshot.ts";
import type { Recording } from "./recording.ts";

/** The field that a log's lines end with, which events on the wire don't have. */
const CHECK = /,"check":"[0-9a-f]{8}"\}$/;

/**
 * A log's file (NDJSON, a header line first) as a recording that begins with the founding. A last line without its end is left out.
 * The checks of the lines are not compared: whoever folds compares the digests of every phase.
 * @throws TownError corrupt_log when its first line is no header of a log, invalid_config when that tells no town
 */
export function recordedLog(text: string): Recording {
  const [first, ...lines] = text.split("\n");
  const { run_id, ...header } = headerOf(first);
  const config = parseRecorded(header.config);
  const state = snapshot(found(config, run_id));
  lines.pop();
  const goes = { speed: 1, paused: true, degraded: null } as const;
  return {
    beginning: { type: "town_snapshot", seq: state.seq, run_id, state, config, kind: "simulated", ...goes },
    events: lines.map((line) => line.replace(CHECK, "}")),
  };
}

function headerOf(line: string): { readonly run_id: string; readonly config: unknown } {
  let read: { type?: unknown; version?: unknown; run_id?: unknown; config?: unknown } | undefined;
  try {
    read = JSON.parse(line) as typeof read;
  } catch {
    read = undefined;
  }
  if (read?.type === "town_log" && read.version === 1 && typeof read.run_id === "string") {
    return { run_id: read.run_id, config: read.config };
  }
  throw new TownError(
    "corrupt_log",
    `line 1 must be the header of a town's log of version 1, got ${line.slice(0, 60)}`,
  );
}
