import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import {
  deleteStreams,
  listTowns,
  openEventStream,
  openStateStream,
  purgeTo,
} from "../../../src/stream/nats/streams.ts";
import { events, keep, publish, served, TOWN } from "./kept-town.ts";

describe.each(["newest", "older"] as const)("the streams of a town, on the %s server", (version) => {
  it("are made once, and say whether they take atomic batches", async () => {
    const { nc } = await served({ version });
    const { atomic, info } = await openEventStream(nc, TOWN, { maxBytes: 2 ** 20 });
    expect(atomic).toBe(version === "newest");
    expect(info.config).toMatchObject({
      name: "TOWN_millbrook",
      subjects: ["kgent.town.millbrook.>"],
      storage: "file",
      retention: "limits",
      discard: "old",
      max_bytes: 2 ** 20,
      max_msgs_per_subject: -1,
      num_replicas: 1,
      allow_direct: true,
    });
    expect((await openEventStream(nc, TOWN)).info.created).toEqual(info.created);
    await openStateStream(nc, TOWN, undefined);
    expect(await listTowns(nc)).toEqual([TOWN]);
  });

  it("keep their limits unless others are asked for, and mend what would punch holes", async () => {
    const { nc } = await served({ version });
    await keep(nc, events(3), { maxBytes: 5e6 });
    const { streams } = await jetstreamManager(nc);
    await streams.update("TOWN_millbrook", { max_msgs_per_subject: 1 });
    expect((await openEventStream(nc, TOWN)).info.config).toMatchObject({ max_bytes: 5e6, max_msgs_per_subject: -1 });
    const { info } = await openEventStream(nc, TOWN, { maxBytes: 6e6 });
    expect(info.config.max_bytes).toBe(6e6);
    expect(info.state.messages).toBe(3);
  });

  it("an empty one begins with the event it is told to, also after a crash; one that isn't empty stays", async () => {
    const { nats, nc, link } = await served({ version });
    expect((await openEventStream(nc, TOWN, { firstSeq: 41 })).info.state).toMatchObject({
      first_seq: 41,
      last_seq: 40,
    });
    await nats.kill();
    await nats.start();
    const again = await link.connected();
    expect((await openEventStream(again, TOWN, { firstSeq: 41 })).info.state).toMatchObject({
      first_seq: 41,
      last_seq: 40,
    });
    await publish(again, events(3));
    expect((await openEventStream(again, TOWN, { firstSeq: 90 })).info.state).toMatchObject({
      first_seq: 41,
      last_seq: 43,
    });
  });

  it("are purged to a sequence, and deleted as often as one likes", async () => {
    const { nc } = await served({ version });
    await keep(nc, events(10));
    expect(await purgeTo(nc, TOWN, 8)).toBe(10);
    expect((await openEventStream(nc, TOWN)).info.state).toMatchObject({ first_seq: 8, last_seq: 10, messages: 3 });
    expect(await purgeTo(nc, TOWN, 20)).toBe(19);
    await deleteStreams(nc, TOWN);
    await deleteStreams(nc, TOWN);
    expect(await listTowns(nc)).toEqual([]);
  });

  it("are not made of a stream that is somebody else's", async () => {
    const { nc } = await served({ version });
    const { streams } = await jetstreamManager(nc);
    await streams.add({ name: "TOWN_millbrook", subjects: ["weather.>"] });
    await expect(openEventStream(nc, TOWN)).rejects.toThrow(
      "there is a stream TOWN_millbrook already, of the subjects weather.>",
    );
  });

  it("that can't be made say why, in the server's words", async () => {
    const { nc } = await served({ version });
    await expect(openEventStream(nc, TOWN, { replicas: 3 })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("replicas > 1 not supported") as string,
    });
  });
});

it("two that make them at the same moment get the same", async () => {
  const { nc } = await served();
  const made = await Promise.all(Array.from({ length: 8 }, () => openEventStream(nc, TOWN)));
  expect(new Set(made.map(({ info }) => info.created)).size).toBe(1);
});
