import { startServer } from "../../src/server/town-server.ts";
import { NatsLink } from "../../src/stream/nats/connection.ts";
import { NatsWriter } from "../../src/stream/nats/writer.ts";
import { BeatingTown } from "../fan-out/beating-town.ts";
import { answer } from "../fan-out/worker.ts";
import { benchClock as clock } from "./bench-clock.ts";
import { becomesDegraded } from "./degrading.ts";

/** The process that writes a town, as `serve --nats` does, but its events come when the bench wants them. */

const town = new BeatingTown();

const answers = {
  /** @returns the port */
  async serve(nats: string): Promise<number> {
    const link = new NatsLink({ servers: [nats] });
    const { url } = await startServer({ towns: [town], port: 0, clock, copies: new NatsWriter({ link, clock }) });
    await becomesDegraded(town, false);
    return Number(new URL(url).port);
  },
  /** @returns how many events there are then */
  async beat({ rate, count }: { rate: number; count: number }): Promise<number> {
    await town.beatAt(rate, count);
    return town.beats;
  },
  /** Goes on until the process ends. */
  live(rate: number): void {
    void town.beatAt(rate, Infinity);
  },
  becomesDegraded: (degraded: boolean) => becomesDegraded(town, degraded),
};

export type WriterAnswers = typeof answers;

answer(answers);
