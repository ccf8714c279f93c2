/**
 * Watches towns through NATS: what is stored, then what happens, until it is stopped.
 *
 *     npm install @nats-io/transport-node @nats-io/jetstream
 *     node watch.ts                                     # kgent.town.*.coalition.>: coalitions of every town
 *     node watch.ts 'kgent.town.smallville.*.gossip'    # gossip in smallville, at any time of day
 *
 * NATS_URL says where, default nats://127.0.0.1:4222. Towns that begin later are seen when it is started again. Needs a runtime
 * that runs TypeScript, such as Node 22.18.
 */

import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const [wildcard = "kgent.town.*.coalition.>"] = process.argv.slice(2);
const servers = (process.env["NATS_URL"] ?? "nats://127.0.0.1:4222").split(",");
const connection = await connect({ servers, maxReconnectAttempts: -1 });

async function watch(stream: string): Promise<void> {
  // Servers before 2.10 refuse a filter that asks for more than the stream has: other towns.
  const filter_subjects = wildcard.replace("kgent.town.*.", `kgent.town.${stream.replace("TOWN_", "")}.`);
  const consumer = await jetstream(connection).consumers.get(stream, { filter_subjects });
  for await (const { subject, headers, data } of await consumer.consume({ idle_heartbeat: 1000 })) {
    const id = headers?.get("Nats-Msg-Id"); // without one it is no event
    if (id) process.stdout.write(`${subject} ${id} ${JSON.parse(new TextDecoder().decode(data)).message ?? ""}\n`);
  }
}

// A stream a town: ask which of them have such subjects.
const streams: string[] = [];
for await (const name of (await jetstreamManager(connection)).streams.names(wildcard)) streams.push(name);
if (streams.length === 0) throw new Error(`no town has anything at ${wildcard} yet`);
await Promise.all(streams.map(watch));
