import { startServer } from "../../src/server/town-server.ts";
import { NatsLink } from "../../src/stream/nats/connection.ts";
import { Gateway } from "../../src/stream/nats/gateway.ts";
import { answer } from "../fan-out/worker.ts";
import { benchClock as clock } from "./bench-clock.ts";
import { becomesDegraded } from "./degrading.ts";

/** The process that shows what is in NATS, as `gateway` does. */

const starting = startServer({ towns: [], port: 0, clock, madeElsewhere: "this is a gateway" });

const answers = {
  /** @returns the port, when the towns that are in NATS are shown */
  async serve(nats: string): Promise<number> {
    const { url, hall } = await starting;
    const gateway = new Gateway(hall, { link: new NatsLink({ servers: [nats] }), clock });
    void gateway.run(new AbortController().signal);
    await gateway.arrived;
    return Number(new URL(url).port);
  },
  async becomesDegraded(degraded: boolean): Promise<number> {
    const { hall } = await starting;
    return becomesDegraded(hall.get("smallville").town, degraded);
  },
};

export type GatewayAnswers = typeof answers;

answer(answers);
