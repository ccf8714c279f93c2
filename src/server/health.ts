import { TownError } from "../sim/error.ts";
import { ROUTES } from "../wire/contract/routes.ts";

/** Answered however much others ask for and don't take. */
export const PROBES: ReadonlySet<string> = new Set([ROUTES.getHealth.path, ROUTES.getReadiness.path]);

/**
 * Whether this server should be asked: what a load balancer or a supervisor wants to know. A town that lives on without NATS is there
 * to be asked all the same.
 *
 *     starting ──► ready ◄──► waiting      any ──► draining, for good
 */
export class Readiness {
  #phase: "starting" | "ready" | "draining" = "starting";
  /** What has yet to come before this server has anything to tell. */
  readonly #awaited = new Set<string>();

  /** Everything is there to answer. */
  open(): void {
    if (this.#phase === "starting") this.#phase = "ready";
  }

  /**
   * There is nothing to answer with until something has come, whether or not the server is open by then.
   * @param what such as `NATS at 127.0.0.1:4222`
   * @returns to be called when it has come
   */
  wait(what: string): () => void {
    this.#awaited.add(what);
    return () => void this.#awaited.delete(what);
  }

  /** It ends soon: what is under way ends in good order, nothing new should come. For good. */
  drain(): void {
    this.#phase = "draining";
  }

  /** What /readyz answers. @throws TownError closed or unavailable (503) unless it is. */
  check(): { readonly status: "ready" } {
    if (this.#phase === "draining") throw new TownError("closed", "this server is ending: ask another, or later");
    if (this.#phase === "starting") throw new TownError("closed", "this server is starting: ask again in a moment");
    const [awaited] = this.#awaited;
    if (awaited === undefined) return { status: "ready" };
    throw new TownError("unavailable", `this server waits for ${awaited}: ask again in a moment`);
  }
}

/** What /healthz answers while the process can answer at all. `uptime_s`: whole seconds since the server began. */
type Health = { readonly status: "ok"; readonly uptime_s: number; readonly towns: number };

export function health(uptimeMs: number, towns: number): Health {
  return { status: "ok", uptime_s: Math.floor(uptimeMs / 1000), towns };
}
