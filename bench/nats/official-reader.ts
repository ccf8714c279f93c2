import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { microseconds } from "../fan-out/beat.ts";

/** The official client as one uses it without having read of its options: `connect`, and an ordered consumer of the town's events. */
export class OfficialReader {
  /** When each message came, in microseconds. */
  readonly heard: number[] = [];
  readonly close: () => Promise<void>;

  private constructor(close: () => Promise<void>) {
    this.close = close;
  }

  static async open(url: string): Promise<OfficialReader> {
    const nc = await connect({ servers: url });
    const reader = new OfficialReader(() => nc.close());
    const consumer = await jetstream(nc).consumers.get("TOWN_smallville");
    const messages = await consumer.consume();
    void (async () => {
      for await (const _ of messages) reader.heard.push(microseconds());
    })();
    return reader;
  }
}

/**
 * How long the official client needs, by default, to notice a server that hangs; Infinity when it has not within `patience`. Both in
 * milliseconds.
 */
export async function officialNoticesHang(url: string, hang: () => void, patience: number): Promise<number> {
  const nc = await connect({ servers: url });
  await nc.flush();
  hang();
  const start = microseconds();
  const noticed = (async () => {
    for await (const { type } of nc.status()) if (type === "disconnect" || type === "staleConnection") break;
    return (microseconds() - start) / 1000;
  })();
  return Promise.race([noticed, new Promise<number>((resolve) => setTimeout(resolve, patience, Infinity))]);
}
