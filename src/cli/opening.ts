import { existsSync, rmSync } from "node:fs";
import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import { Simulation } from "../sim/simulation.ts";
import type { TownState } from "../sim/state.ts";
import type { Clock } from "../stream/clock.ts";
import type { EventLog } from "../stream/event-log.ts";
import { ExternalTown } from "../stream/external-town.ts";
import { lockFile } from "../stream/file-lock.ts";
import { FileLog } from "../stream/file-log.ts";
import { goOn, type Heritage } from "../stream/heritage.ts";
import { LiveTown } from "../stream/live-town.ts";
import { LogFile } from "../stream/log-file.ts";
import { MemoryLog } from "../stream/memory-log.ts";
import { newRunId } from "../stream/new-run-id.ts";
import type { Town } from "../stream/town.ts";
import type { Speed } from "../stream/town-flux.ts";
import { tornLine } from "./commands/replay.ts";
import type { CliIo } from "./io.ts";
import { townConfig, type TownOptions } from "./town-options.ts";

/** A town that is about to be served. */
export type Opening = {
  readonly town: Town;
  /** Its record, if it has one, is this process's own until then. Said after the town has been closed. */
  readonly release: () => void;
};

export type OpeningWish = {
  readonly which: TownOptions;
  readonly record: string | undefined;
  readonly pace: { readonly clock: Clock; readonly speed: Speed; readonly paused: boolean };
  /** For a town without a record. */
  readonly newLog?: NewLog | undefined;
};

type NewLog = (config: TownConfig, state: TownState) => EventLog;

/** A new town, or the one that the record holds. */
export async function open({ which, record, pace, newLog }: OpeningWish, io: CliIo): Promise<Opening> {
  if (record !== undefined && existsSync(record)) return reopen(record, which, pace, io);
  const config = await townConfig(which, io);
  const simulation = new Simulation(config, { runId: newRunId(config) });
  const state = simulation.town;
  if (record === undefined) {
    const log = newLog?.(config, state) ?? new MemoryLog(state);
    return { town: new LiveTown(simulation, log, pace), release: () => {} };
  }
  const { log, release } = locked(record, () => ({ log: FileLog.create(record, state, config) }));
  return {
    town: new LiveTown(simulation, log, pace),
    release: () => {
      // A run that never began leaves no record behind to be stumbled over.
      if (state.seq === 0) rmSync(record);
      release();
    },
  };
}

/** A town that another process wrote before. */
export function inherit(
  heritage: Heritage,
  { pace, newLog }: Pick<OpeningWish, "pace"> & { readonly newLog: NewLog },
): Opening {
  const release = () => {};
  const log = newLog(heritage.config, heritage.state);
  const town =
    heritage.kind === "external"
      ? new ExternalTown(heritage.config, heritage.state, log)
      : new LiveTown(goOn(heritage, log), log, pace);
  return { town, release };
}

function reopen(record: string, which: TownOptions, pace: OpeningWish["pace"], io: CliIo): Opening {
  const file = new LogFile(record);
  const { config, run_id, until } = file.header;
  if (until !== undefined) {
    throw new TownError(
      "invalid_input",
      `${record} holds a finished run (agent-town run made it, to ${until}), which can't go on: choose another file for --record`,
    );
  }
  if (Object.values(which).some((option) => option !== undefined)) {
    throw new TownError(
      "conflict",
      `${record} exists and says which town it is of: leave out the options that say another, or record to another file`,
    );
  }
  return locked(record, () => {
    const simulation = Simulation.resume(config, run_id, eventsOf(file));
    const log = FileLog.reopen(file, simulation.town);
    if (file.torn) io.say(`agent-town: ${tornLine(record, file)}; it goes on after them\n`);
    return { town: new LiveTown(simulation, log, pace) };
  });
}

/** What `make` makes of a record that no one else writes; a record that it refuses is free again. */
function locked<T extends object>(record: string, make: () => T): T & { release: () => void } {
  const release = lockFile(record);
  try {
    return { ...make(), release };
  } catch (error) {
    release();
    throw error;
  }
}

function* eventsOf(file: LogFile) {
  for (const { event } of file.events()) yield event;
}
