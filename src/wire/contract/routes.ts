import { CITIZENS } from "./citizens.ts";
import { COALITIONS } from "./coalitions.ts";
import { COMMANDS } from "./commands.ts";
import { EVENTS } from "./events.ts";
import { METERING } from "./metering.ts";
import type { Route } from "./route.ts";
import { SCATTER } from "./scatter.ts";
import { SERVICE } from "./service.ts";
import { SOCIETY } from "./society.ts";
import { TABLES } from "./tables.ts";
import { TOWNS } from "./towns.ts";

/** Every operation of the API, by its id. */
export const ROUTES = {
  ...TOWNS,
  ...CITIZENS,
  ...COALITIONS,
  ...SCATTER,
  ...SOCIETY,
  ...METERING,
  ...EVENTS,
  ...TABLES,
  ...COMMANDS,
  ...SERVICE,
} as const satisfies Readonly<Record<string, Route>>;

export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;
