import { TownError } from "../sim/error.ts";
import { ROUTES } from "../wire/contract/routes.ts";

/** Answered however much others ask for and don't take. */
export const PROBES: ReadonlySet<string> = new Set([ROUTES.getHealth.path, ROUTES.getReadiness.path]);

/** Whether this server should be asked: what a load balancer or a supervisor wants to know. */
export class Readiness {
  #phase: "starting" | "ready" | "draining" = "starting";

  /** Everything is there to answer. */
  open(): void {
    if (this.#phase === "starting") this.#phase = "ready";
  }

  /** It ends soon: what is under way ends in good order, nothing new should come. For good. */
  drain(): void {
    this.#phase = "draining";
  }

  /** What /readyz answers. @throws TownError closed (503) unless it is ready. */
  check(): { readonly status: "ready" } {
    if (this.#phase === "ready") return { status: "ready" };
    const why = this.#phase === "starting" ? "is starting: ask again in a moment" : "is ending: ask another, or later";
    throw new TownError("closed", `this server ${why}`);
  }
}

/** What /healthz answers while the process can answer at all. `uptime_s`: whole seconds since the server began. */
type Health = { readonly status: "ok"; readonly uptime_s: number; readonly towns: number };

export function health(uptimeMs: number, towns: number): Health {
  return { status: "ok", uptime_s: Math.floor(uptimeMs / 1000), towns };
}
