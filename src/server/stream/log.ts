import type { Logger } from "../logger.ts";
import type { StreamMeter } from "./meter.ts";

/**
 * A meter that also writes a line when a stream of a town opens, and when it ends, with the reason. How long it was and from
 * where, the request's line says.
 */
export function streamLog(town: string, meter: StreamMeter, log: Logger): StreamMeter {
  return {
    delivered: (events, bytes) => meter.delivered(events, bytes),
    evicted: () => meter.evicted(),
    reset: () => meter.reset(),
    overloaded() {
      meter.overloaded();
      log.info({ town }, "stream sent away: every seat is taken");
    },
    opened(format) {
      meter.opened(format);
      log.info({ town, format }, "stream opened");
    },
    closed(format, reason) {
      meter.closed(format, reason);
      log.info({ town, format, reason }, "stream closed");
    },
  };
}
