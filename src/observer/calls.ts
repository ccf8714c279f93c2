import type { Frozen } from "../wire/contract/component.ts";
import type { BodyInputOf, JsonOf, ParamOf, QueryInputOf, Route } from "../wire/contract/route.ts";
import type { Routes } from "../wire/contract/routes.ts";

/** What a client can ask, by method and path: all of it is read off the contract, and none of it is there at run time. */

type Method = Route["method"];

/** `GET /v1/town`: its route. */
type Table = { readonly [Id in keyof Routes as `${Routes[Id]["method"]} ${Routes[Id]["path"]}`]: Routes[Id] };

type At<M extends Method, P extends string> = Table[`${M} ${P}` & keyof Table];

/** The paths that take a method. */
export type PathOf<M extends Method> = keyof Table extends infer K ? (K extends `${M} ${infer P}` ? P : never) : never;

/** The names in the path and the parameters of the query, in one object. */
export type Input<M extends Method, P extends string> = Readonly<Record<ParamOf<P>, string>> &
  Arguments<QueryInputOf<At<M, P>>>;

export type Body<P extends string> = Frozen<BodyInputOf<At<"POST", P>>>;

export type Answer<M extends Method, P extends string> = Frozen<JsonOf<At<M, P>>>;

/** The paths that answer page by page. */
export type PagedPath = {
  [P in PathOf<"GET">]: [Answer<"GET", P>] extends [{ readonly next: unknown }] ? P : never;
}[PathOf<"GET">];

type Arguments<Q> = { readonly [K in keyof Q]: Frozen<Exclude<Q[K], undefined>> | undefined };
