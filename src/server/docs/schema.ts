import { code, html, joined, sentence, type Html } from "./text.ts";
import { openApi } from "../openapi.ts";

/** JSON Schemas (draft 2020-12, as far as the document uses it) for people: what a value is in a few words, and what is in it as a list. */

export type Schema = {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
};

/** Names a value: as JSON in a body, bare in an address. */
type Naming = (value: unknown) => string;
const asJson: Naming = (value) => JSON.stringify(value);
export const bare: Naming = (value) => (Array.isArray(value) ? value.join(",") : String(value));

/** `integer 1 to 1000`; a component is its name, which leads to it. Never goes into a component: one may be in itself. */
export function kindOf(schema: Schema, naming = asJson): Html {
  const choices = schema.anyOf ?? schema.oneOf;
  if (schema.$ref !== undefined) return linkTo(nameIn(schema.$ref));
  if (choices) return alternatives(choices, naming);
  if ("const" in schema) return code(naming(schema.const));
  if (schema.enum) return joined(schema.enum.map(naming).map(code), " | ");
  switch (schema.type) {
    case "integer":
    case "number":
      return html`${schema.type}${range(schema.minimum, schema.maximum)}`;
    case "string":
      return html`string${range(schema.minLength, schema.maxLength, " characters")}${patternOf(schema)}`;
    case "array":
      return arrayOf(schema, naming);
    case "object":
      return mapOf(schema, naming) ?? html`object`;
    case undefined:
      return html`any JSON`;
    default:
      return html`${schema.type}`;
  }
}

/** What it is when nothing is said, and what it might be. */
export function hintOf(schema: Schema, naming = asJson): Html {
  if (schema.default !== undefined) return html`, default ${code(naming(schema.default))}`;
  if (schema.examples) return html`, such as ${code(naming(schema.examples[0]))}`;
  return html``;
}

/** What is in a value, field by field; nothing when its kind says it all. */
export function outline(schema: Schema): Html {
  const { properties, required = [] } = schema;
  const inside = partsOf(schema).filter(hasFields);
  if (properties)
    return html`<ul class="fields">
      ${Object.entries(properties).map(([name, field]) => row(name, field, required.includes(name)))}
    </ul>`;
  if (inside.length < 2) return inside.length === 1 ? outline(inside[0]) : html``;
  return html`<ul class="forms" aria-label="One of these">
    ${inside.map((form) => html`<li>${outline(form)}</li>`)}
  </ul>`;
}

/** Rows of its outline. */
export function rowsOf(schema: Schema): number {
  const fields = Object.values(schema.properties ?? {});
  const inside = [...fields, ...partsOf(schema)].map(rowsOf);
  return inside.reduce((sum, rows) => sum + rows, fields.length);
}

/** The schema itself, or the component that it names. */
export function resolve(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : openApi().components.schemas[nameIn(schema.$ref)];
}

export function linkTo(component: string): Html {
  return html`<a href="#schema-${component}">${component}</a>`;
}

function row(name: string, field: Schema, required: boolean): Html {
  const { description = resolve(field).description } = field;
  return html`<li>
    <div class="what">
      <code>${name}</code> <span>${required ? "" : "optional, "}${kindOf(field)}${hintOf(field)}</span>
    </div>
    <div>${sentence(description)}</div>
    ${outline(field)}
  </li>`;
}

/** What a value may be, or is a list or a map of; of equal ones one. */
function partsOf({ anyOf, oneOf, items, prefixItems, additionalProperties }: Schema): readonly Schema[] {
  const parts = anyOf ?? oneOf ?? prefixItems ?? [items || additionalProperties];
  const known = parts.filter((part) => typeof part === "object");
  return [...new Map(known.map((part) => [JSON.stringify(part), part])).values()];
}

function hasFields(schema: Schema): boolean {
  return rowsOf(schema) > 0;
}

function arrayOf({ items, prefixItems, minItems, maxItems }: Schema, naming: Naming): Html {
  const bound = minItems !== undefined && minItems === maxItems ? "exactly" : "at most";
  const length = maxItems === undefined ? "" : `, ${bound} ${grouped(maxItems)}`;
  return html`array of ${alternatives(prefixItems ?? [items || {}], naming)}${length}`;
}

/** Of equal ones one. */
function alternatives(schemas: readonly Schema[], naming: Naming): Html {
  const kinds = schemas.map((schema) => kindOf(schema, naming));
  return joined([...new Map(kinds.map((kind) => [String(kind), kind])).values()], " or ");
}

/** An object whose names nobody knows in advance. */
function mapOf({ propertyNames, additionalProperties }: Schema, naming: Naming): Html | undefined {
  if (typeof additionalProperties !== "object") return undefined;
  const names = propertyNames?.enum ? kindOf(propertyNames, naming) : html`any name`;
  return html`object, ${names}: ${kindOf(additionalProperties, naming)}`;
}

function range(least = -Infinity, most = Infinity, unit = ""): string {
  const bounded = most < Number.MAX_SAFE_INTEGER;
  if (least === -Infinity) return bounded ? ` ≤ ${grouped(most)}${unit}` : "";
  return bounded ? ` ${grouped(least)} to ${grouped(most)}${unit}` : ` ≥ ${grouped(least)}${unit}`;
}

/** A longer one is no help to anybody. */
function patternOf({ pattern = "" }: Schema): Html {
  return pattern === "" || pattern.length > 40 ? html`` : html` like ${code(pattern)}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en").replace("-", "−");
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
