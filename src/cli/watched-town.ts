import { Client } from "../observer/client.ts";
import { Observer } from "../observer/observer.ts";
import { recordedTown } from "../observer/recorded-town.ts";
import { TownError } from "../sim/error.ts";
import { serialize } from "../sim/event.ts";
import { snapshot } from "../sim/snapshot.ts";
import { LogFile } from "../stream/log-file.ts";
import { Replay } from "../stream/replay.ts";
import type { Recording } from "../wire/recording.ts";
import { tornLine } from "./commands/replay.ts";
import type { CliIo } from "./io.ts";
import { Progress } from "./progress.ts";

/** What is to be watched: a server's address or a log's path, and which of the server's towns. */
export type Source = { readonly of: string; readonly town?: string | undefined; readonly token?: string | undefined };

/** An observer that has yet to connect, and what it will know once it has heard everything that happened before. */
export type WatchedTown = {
  readonly observer: Observer;
  /** Whether it has the past too, as far as it asks for it. */
  readonly isWhole: () => boolean;
};

/**
 * @throws TownError closed when nobody answers there, unknown_town naming those that are there, and for a file what is wrong with it
 */
export function watchedTown(source: Source, io: CliIo): Promise<WatchedTown> {
  const url = addressOf(source.of);
  return url === undefined ? ofFile(source, io) : ofServer(url, source, io);
}

/** The address that this is; undefined for a path. */
function addressOf(of: string): string | undefined {
  if (/^https?:\/\//.test(of)) return of;
  return /^(?:localhost|[\w.-]+|\[[\da-f:]+\]):\d+$/i.test(of) ? `http://${of}` : undefined;
}

async function ofServer(
  url: string,
  { town, token: given }: Source,
  { env, interrupted }: CliIo,
): Promise<WatchedTown> {
  const token = given ?? (env["AGENT_TOWN_TOKEN"] || env["AGENT_TOWN_OBSERVE_TOKEN"] || undefined);
  const client = new Client({ url, token });
  const { towns } = await client.get("/v1/town", {}, { signal: interrupted });
  const found = town === undefined ? towns[0] : towns.find(({ town_id }) => town_id === town);
  if (!found) {
    const there = towns.map(({ town_id }) => town_id).join(", ") || "none";
    const wanted = town === undefined ? "no town to watch" : `no town ${town}`;
    throw new TownError("unknown_town", `there is ${wanted} at ${url}; there are: ${there}`);
  }
  const observer = new Observer({ url, token, town: found.town_id, past: PAST });
  const { first_seq, seq } = await client.get("/v1/town/{id}", { id: found.town_id }, { signal: interrupted });
  const first = Math.max(first_seq, seq - PAST + 1);
  const { events, outline } = observer;
  return { observer, isWhole: () => events.firstSeq <= first && (outline.start > 0 || outline.since === 1) };
}

async function ofFile({ of: path, town, token }: Source, io: CliIo): Promise<WatchedTown> {
  if (town !== undefined || token !== undefined) {
    throw new TownError("invalid_input", `--town and --token are for a server's towns; ${path} is a file, of one town`);
  }
  const log = new LogFile(path);
  const recording = await recordingOf(log, io);
  if (log.torn) io.say(`agent-town: ${tornLine(path, log)}\n`);
  const { town_id } = recording.beginning.state;
  const observer = new Observer({ url: "", town: town_id, ...recordedTown(recording) });
  return { observer, isWhole: () => observer.connection.peek().kind === "finished" };
}

/** A log as a recording, every line and digest of it checked. Memory: that of the whole log. */
async function recordingOf(log: LogFile, io: CliIo): Promise<Recording> {
  const replay = new Replay(log);
  const { config } = log.header;
  const state = snapshot(replay.town);
  const events: string[] = [];
  const progress = new Progress(io);
  try {
    for (const logged of log.events()) {
      replay.take(logged);
      events.push(serialize(logged.event));
      const pause = progress.at(0, `day ${replay.town.day}`, events.length);
      if (pause) await pause;
    }
  } finally {
    progress.end();
  }
  replay.finish();
  const { seq, run_id } = state;
  const goes = { speed: 1, paused: true, degraded: null, kind: "simulated" } as const;
  return { beginning: { type: "town_snapshot", seq, run_id, state, config, ...goes }, events };
}

/** Events from before one came: a day's or two. */
const PAST = 5_000;
