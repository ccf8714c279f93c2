import type { ServerResponse } from "node:http";
import { snapshotFrame, eventFrame, parseEventId } from "../../src/wire/frames.ts";
import type { Town } from "../../src/stream/town.ts";

/**
 * The stream as one writes it in an afternoon: each event goes to every response at once, whether it takes it or not;
 * who comes gets a snapshot of its own, who comes back reads the log for itself.
 */
export class NaiveStream {
  readonly #town: Town;
  readonly #responses = new Set<ServerResponse>();

  constructor(town: Town) {
    this.#town = town;
    town.listen({
      event: (event) => {
        const frame = eventFrame(event);
        for (const response of this.#responses) response.write(frame);
      },
      announcement: () => {},
    });
  }

  async serve(response: ServerResponse, lastEventId: string | undefined): Promise<void> {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.on("close", () => this.#responses.delete(response));
    const { config, log, status } = this.#town;
    const { seq, run_id, kind, speed, paused, degraded } = status;
    if (lastEventId === undefined) {
      response.write(
        snapshotFrame({ seq, run_id, state: this.#town.snapshot(), config, kind, speed, paused, degraded }),
      );
    } else {
      let after = parseEventId(lastEventId)!.seq;
      while (after < log.head) {
        for await (const event of log.read({ after })) {
          response.write(eventFrame(event));
          after = event.seq;
          if (after === log.head) break;
        }
      }
    }
    this.#responses.add(response);
  }
}
