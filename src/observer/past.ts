import { TownError } from "../sim/error.ts";
import { isAnnouncement, readFrame } from "../wire/frames.ts";
import type { Client } from "./client.ts";
import { History, type HistoryOptions } from "./history.ts";
import { readStream } from "./read-stream.ts";
import { refusal } from "./refusal.ts";

/**
 * What happened before we came: at most `most` events, as far as they are kept, up to event `to`. Asked for and folded on the
 * side, and checked like the live events.
 * @throws TownError the server's refusal, or what was wrong with its answer.
 */
export async function readPast(
  client: Client,
  id: string,
  to: number,
  most: number,
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<History> {
  const { first_seq: kept } = await client.get("/v1/town/{id}", { id }, { signal });
  const from = Math.max(kept - 1, to - most);
  const past = new History(await client.get("/v1/town/{id}/state", { id, at: from }, { signal }), options);
  if (from >= to) return past;
  const response = await client.stream({ id, from: from + 1 }, { signal });
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
