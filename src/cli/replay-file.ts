import { gzipSync } from "node:zlib";
import { snapshot } from "../sim/snapshot.ts";
import type { TownEvent } from "../sim/event.ts";
import type { LogFile } from "../stream/log-file.ts";
import { Replay } from "../stream/replay.ts";
import { recordingLines, replayHtml } from "../wire/recording.ts";

/**
 * A page that shows a log wherever it is opened, once every digest of the log has been compared: nothing for each event, and then the
 * file in one piece. Memory: that of the whole log.
 * @param template of such a page, as it was built
 * @throws TownError corrupt_log or diverged naming the line
 */
export function* replayFile(log: LogFile, template: string): Generator<string, void, void> {
  const replay = new Replay(log);
  const state = snapshot(replay.town);
  const events: TownEvent[] = [];
  for (const logged of log.events()) {
    replay.take(logged);
    events.push(logged.event);
    yield "";
  }
  replay.finish();
  const { config } = log.header;
  const pieces = Array.from(recordingLines({ state, config, kind: "simulated" }, events), (piece) =>
    Buffer.from(piece),
  );
  yield replayHtml(template, gzipSync(Buffer.concat(pieces), { level: 9 }).toString("base64"));
}
