import type { COMMANDS } from "../../wire/contract/commands.ts";
import type { Handlers, RestOptions } from "./handler.ts";
import { status } from "./towns.ts";

/** What people and their programs may ask of a town. */
export function commands({ hall, metrics }: RestOptions): Handlers<keyof typeof COMMANDS> {
  return {
    async controlTown({ room, body }) {
      await room.town.control(body);
      return status(room);
    },
    perturbTown: ({ params, body }) => hall.perturb(params.id, body.operation, body.participants),
    reportProofs({ params, body }) {
      metrics.meterFor(params.id).proved(body.verified, body.diverged);
      return new Response(null, { status: 204 });
    },
  };
}
