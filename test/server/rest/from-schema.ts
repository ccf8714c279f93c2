import fc from "fast-check";
import { openApi } from "../../../src/server/openapi.ts";

type Schema = {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly examples?: readonly unknown[];
};

/** Values that are as a JSON Schema of the document says, as far as a schema can say it; small. */
export function valueOf(schema: Schema, depth = 4): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return valueOf(resolve(schema.$ref), depth);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice, depth)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case "integer":
      return fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 40, (schema.minimum ?? 0) + 40) });
    case "number":
      return fc.double({ min: schema.minimum ?? -2, max: schema.maximum ?? 2, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.oneof(
        fc.constantFrom(...(schema.examples ?? ["alice"])),
        fc.string({ minLength: schema.minLength ?? 0 }),
      );
    case "array":
      return depth === 0 ? fc.constant([]) : fc.array(valueOf(schema.items ?? {}, depth - 1), { maxLength: 3 });
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valueOf(field, depth - 1)]);
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: [...(schema.required ?? [])],
      });
    }
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** The same with something broken: another value somewhere, a field too many, or something else altogether. */
export function almost(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: valueOf(schema) },
    fc.tuple(valueOf(schema), fc.string(), fc.jsonValue({ maxDepth: 2 })).map(([value, key, strange]) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return strange;
      const keys = Object.keys(value);
      const broken = key.length % 2 === 0 && keys.length > 0 ? keys[key.length % keys.length] : key;
      return { ...value, [broken]: strange };
    }),
    fc.jsonValue({ maxDepth: 3 }),
  );
}

function resolve(reference: string): Schema {
  return openApi().components.schemas[reference.slice("#/components/schemas/".length)];
}
