import type { z } from "zod";
import type { Json } from "../../sim/event.ts";

/** The named schemas of the contract, with their names: each becomes a component of the OpenAPI document and is told there once. */
export const COMPONENTS = new Map<z.ZodType, string>();

export function component<S extends z.ZodType>(
  id: string,
  description: string,
  schema: S,
): z.ZodType<z.output<S>, z.input<S>> {
  const named = schema.meta({ ...schema.meta(), description });
  COMPONENTS.set(named, id);
  return named as unknown as z.ZodType<z.output<S>, z.input<S>>;
}

/**
 * A component that describes a type of the model: the compiler refuses a schema that says more or less than `T`.
 *
 *     componentOf<Region>()("Region", "A place.", z.object({ id: ..., name: ... }))
 */
export function componentOf<T>() {
  return <S extends z.ZodType>(
    id: string,
    description: string,
    schema: S & Agreeing<z.output<S>, T>,
  ): z.ZodType<T, T> => component(id, description, schema as S) as unknown as z.ZodType<T, T>;
}

type Agreeing<A, B> = [Frozen<A>] extends [Frozen<B>]
  ? [Frozen<B>] extends [Frozen<A>]
    ? unknown
    : ["the schema lacks something of the model's type", B]
  : ["the schema says something else than the model's type", B];

/** `T` as it comes out of JSON, only to be read: there nothing is undefined, it is absent. */
export type Frozen<T> = [Json] extends [T]
  ? unknown extends T
    ? unknown
    : Json
  : T extends string | number | boolean | null
    ? T
    : { readonly [K in keyof T]: Frozen<Exclude<T[K], undefined>> };
