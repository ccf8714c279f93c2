import type { TownState } from "../../sim/state.ts";
import type { Clock } from "../../stream/clock.ts";
import type { Frozen } from "../../wire/contract/component.ts";
import type { BodyOf, JsonOf, ParamOf, QueryOf, Route } from "../../wire/contract/route.ts";
import type { RouteId, Routes } from "../../wire/contract/routes.ts";
import type { Door } from "../door.ts";
import type { Readiness } from "../health.ts";
import type { Limits } from "../limits.ts";
import type { Logger } from "../logger.ts";
import type { Metrics } from "../metrics.ts";
import type { Page } from "../page.ts";
import type { Room, TownHall } from "../town-hall.ts";

/** What the API stands on. */
export type RestOptions = {
  readonly hall: TownHall;
  readonly door: Door;
  readonly page: Page;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly clock: Clock;
  /** Hears of errors that are our own. */
  readonly log: Logger;
};

/** A request for a route, admitted and read. */
export type Asked<R extends Route = Route> = {
  readonly params: Readonly<Record<ParamOf<R["path"]>, string>>;
  readonly query: QueryOf<R>;
  /** As its schema describes it; unread, where the handler knows more than the schema. */
  readonly body: R extends { readonly body: { readonly checked: false } } ? Unread : BodyOf<R>;
  /** Of the town that the path names. */
  readonly room: "id" extends ParamOf<R["path"]> ? Room : undefined;
  /** The town at the moment that is asked for, of a route whose answer depends on nothing else: to be read before any await. */
  readonly state: R extends { readonly conditional: "state" } ? TownState : undefined;
  readonly accept: string | undefined;
  readonly url: URL;
};

export type Unread = { readonly type: string; readonly bytes: Uint8Array };

/** Answers with JSON, or with a response of its own making. @throws TownError, which becomes a problem */
export type Handler<R extends Route = Route> = (
  asked: Asked<R>,
) => Frozen<JsonOf<R>> | Response | Promise<Frozen<JsonOf<R>> | Response>;

/** One for each route: one that is forgotten is an error of the compiler's. */
export type Handlers<Id extends RouteId = RouteId> = { readonly [I in Id]: Handler<Routes[I]> };
