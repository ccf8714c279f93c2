import type { TownConfig } from "../../sim/config.ts";
import { TownError } from "../../sim/error.ts";
import { parseConfig } from "../../sim/genesis/parse.ts";
import { snapshot } from "../../sim/snapshot.ts";
import { readTownFile } from "../../stream/town-file.ts";
import { check } from "../../wire/contract/check.ts";
import { LifeWishSchema, type TOWNS } from "../../wire/contract/towns.ts";
import type { Room } from "../town-hall.ts";
import { parse, textOf } from "./body.ts";
import type { Handlers, RestOptions, Unread } from "./handler.ts";

/** Towns: what there is, what they are, how they begin and end. */
export function towns({ hall }: RestOptions): Handlers<keyof typeof TOWNS> {
  return {
    listTowns: () => ({ towns: hall.rooms().map(status) }),
    createTown({ body }) {
      const { town, ...life } = readWish(body);
      const anyId = town["town_id"] === undefined && town["id"] === undefined;
      const room = hall.create({ config: parseConfig(town), anyId, ...life });
      const headers = { Location: `/v1/town/${room.town.status.town_id}` };
      return Response.json(described(room), { status: 201, headers });
    },
    async forkTown({ params, body }) {
      const room = await hall.fork(params.id, body);
      const headers = { Location: `/v1/town/${room.town.status.town_id}` };
      return Response.json(described(room), { status: 201, headers });
    },
    getTown: ({ room }) => described(room),
    deleteTown({ params }) {
      hall.delete(params.id);
      return new Response(null, { status: 204 });
    },
    getState: ({ state }) => snapshot(state),
  };
}

/** A town in a few words, where it comes from, and how many watch it. */
export function status({ town, stream }: Room) {
  return { ...town.status, lineage: lineage(town.config), watching: stream.watching };
}

function lineage({ lineage }: TownConfig) {
  if (!lineage) return null;
  const { town_id, run_id, seq } = lineage;
  return { town_id, run_id, seq };
}

function described(room: Room) {
  const { town, failure } = room;
  return { ...status(room), first_seq: town.log.firstSeq, failure, config: town.config };
}

/** A town file, and how its town shall live. */
function readWish({ type, bytes }: Unread) {
  const text = textOf(bytes);
  const value = type === "application/json" ? parse(text) : readTownFile(text, "the body");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TownError(
      "invalid_config",
      `the body must be an object that says what the town is, got ${text.slice(0, 60)}`,
    );
  }
  const { kind, speed, paused, ...town } = value as Readonly<Record<string, unknown>>;
  return { town, ...check(LifeWishSchema, { kind, speed, paused }, "the body") };
}
