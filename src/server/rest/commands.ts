import { parseMoment } from "../../sim/clock.ts";
import { simulated } from "../../stream/external-town.ts";
import type { TownFlux } from "../../stream/town-flux.ts";
import type { COMMANDS } from "../../wire/contract/commands.ts";
import type { ControlBody } from "../../wire/control.ts";
import type { Handlers, RestOptions } from "./handler.ts";
import { status } from "./towns.ts";

/** What people and their programs may ask of a town. */
export function commands({ hall, metrics }: RestOptions): Handlers<keyof typeof COMMANDS> {
  return {
    async controlTown({ room, body }) {
      await control(simulated(room.town).flux, body);
      return status(room);
    },
    perturbTown: ({ params, body }) => hall.perturb(params.id, body.operation, body.participants),
    reportProofs({ params, body }) {
      metrics.meterFor(params.id).proved(body.verified, body.diverged);
      return new Response(null, { status: 204 });
    },
  };
}

async function control(flux: TownFlux, body: ControlBody): Promise<void> {
  switch (body.action) {
    case "pause":
      return flux.pause();
    case "resume":
      return flux.resume();
    case "step":
      await flux.step(body.by ?? "event");
      return;
    case "speed":
      return flux.setSpeed(body.speed);
    case "run_until":
      return flux.runUntil(parseMoment(body.until));
  }
}
