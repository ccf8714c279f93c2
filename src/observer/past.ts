import { TownError } from "../sim/error.ts";
import type { TownSnapshot } from "../sim/snapshot.ts";
import { isAnnouncement, readFrame } from "../wire/frames.ts";
import { History, type HistoryOptions } from "./history.ts";
import { readStream } from "./read-stream.ts";
import { refusal, type TownApi } from "./town-api.ts";

/**
 * What happened before we came: at most `most` events, as far as they are kept, up to event `to`. Asked for and folded on the
 * side, and checked like the live events.
 * @throws TownError the server's refusal, or what was wrong with its answer.
 */
export async function readPast(
  api: TownApi,
  to: number,
  most: number,
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<History> {
  const { first_seq: kept = 1 } = (await api.get("", signal)) as { readonly first_seq?: number };
  const from = Math.max(kept - 1, to - most);
  const past = new History((await api.get(`/state?at=${from}`, signal)) as TownSnapshot, options);
  if (from >= to) return past;
  const response = await api.stream(`/events?from=${from + 1}`, signal);
  if (!response.ok) throw await refusal(response);
  for await (const messages of readStream(response)) {
    for (const frame of messages) {
      const message = readFrame(frame);
      if (!message || message.type === "town_reset" || message.type === "town_snapshot" || isAnnouncement(message))
        continue;
      past.take(message);
      if (past.newest.seq === to) return past;
    }
  }
  throw new TownError("closed", `the server ended the stream at event ${past.newest.seq} of ${to}`);
}
