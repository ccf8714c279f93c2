import type { SERVICE } from "../../wire/contract/service.ts";
import { docs } from "../docs/docs.ts";
import { health } from "../health.ts";
import { METRICS_TYPE } from "../metrics.ts";
import { openApi, openApiTag } from "../openapi.ts";
import type { Handlers, RestOptions } from "./handler.ts";

/** The server itself. */
export function service({ hall, metrics, readiness, clock }: RestOptions): Handlers<keyof typeof SERVICE> {
  const since = clock.now();
  return {
    getOpenApi: () => Response.json(openApi(), { headers: { ETag: openApiTag(), "Cache-Control": "no-cache" } }),
    getDocs: () => docs(),
    getHealth: () => health(clock.now() - since, hall.rooms().length),
    getReadiness: () => readiness.check(),
    getMetrics: async () => new Response(await metrics.text(), { headers: { "Content-Type": METRICS_TYPE } }),
  };
}
