import { TownStream, type TownStreamOptions, type Wish } from "../../../src/server/stream/town-stream.ts";
import { HeldResponse } from "./held-response.ts";
import { pausedTown } from "../open-town.ts";

/** A paused town of seven in run r1, and its stream without a server. */
export function streaming({
  log,
  ...options
}: Partial<TownStreamOptions> & { log?: { maxBytes?: number; keyframeEvery?: number } } = {}) {
  const { clock, town, end } = pausedTown(log);
  const stream = new TownStream(town, { clock, random: () => 0.5, ...options });
  const watch = (wish: Wish = {}, response = new HeldResponse()) => {
    const over = stream.serve(response.asResponse, wish);
    return { response, over };
  };
  return {
    clock,
    town,
    stream,
    watch,
    end: async () => {
      const closed = stream.close();
      // Whoever takes nothing is waited for.
      await clock.advance(5000);
      await closed;
      await end();
    },
  };
}
