import type { z } from "zod";
import type { ErrorCode } from "../../sim/error.ts";

/** One operation of the API as data: the router mounts it, the document describes it, the client takes its types from it. */
export type Route = {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/v1/town/{id}/state`: segments in braces are parameters. */
  readonly path: string;
  readonly tag: Tag;
  /** One sentence. */
  readonly summary: string;
  /** What else one should know, as Markdown. */
  readonly description?: string;
  /** Whom the door lets in: everyone; those who may watch; where there is a token, whoever has one; those who may command. */
  readonly access: Access;
  /** Of what alone the answer is a function, if of anything: then it carries an ETag, and need not be sent again. */
  readonly conditional?: "state" | "contract";
  readonly query?: z.ZodRawShape;
  readonly body?: Body;
  readonly answers: Readonly<Partial<Record<200 | 201 | 204, Answer>>>;
  /** What can go wrong besides what can go wrong with every request. */
  readonly refusals?: readonly ErrorCode[];
};

export type Access = "open" | "observe" | "operate" | "command";
type Tag = (typeof TAGS)[number]["name"];

/** The chapters of the document, in their order. */
export const TAGS = [
  { name: "towns", description: "Towns: what there is, what they are, how they begin and end." },
  { name: "citizens", description: "Who lives there, from a silhouette (level of detail 0) to the raw record (5)." },
  { name: "coalitions", description: "Communities that form by themselves: now, and over their lives." },
  { name: "society", description: "Places, relationships, and what is measured." },
  { name: "events", description: "What happened, and what happens now." },
  { name: "commands", description: "What people and programs may ask of a town." },
  { name: "service", description: "The server itself." },
] as const;

type Body = {
  /** By media type. The first is what most would send. */
  readonly content: Readonly<Record<string, z.ZodType>>;
  /** Which of the server's limits bounds it. */
  readonly limit: "command" | "upload";
  /** Whether the schema checks it; otherwise the handler does, which knows more. */
  readonly checked: boolean;
};

type Answer = {
  readonly description: string;
  /** By media type; absent when there is no body. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
  /** By name: what it says. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Keeps the types of what it is given. */
export function route<const R extends Route>(route: R): R {
  return route;
}

export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": schema } } as const;
}

export function command<S extends z.ZodType>(schema: S) {
  return { content: { "application/json": schema }, limit: "command", checked: true } as const;
}

/** The names in a path: `id | citizen` of `/v1/town/{id}/citizens/{citizen}`. */
export type ParamOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamOf<Rest>
  : never;

/** What a route's query says, once it is read: defaults filled in. */
export type QueryOf<R extends Route> = R extends { readonly query: infer Q extends z.ZodRawShape }
  ? z.output<z.ZodObject<Q>>
  : object;

/** What one may say in a route's query. */
export type QueryInputOf<R extends Route> = R extends { readonly query: infer Q extends z.ZodRawShape }
  ? z.input<z.ZodObject<Q>>
  : object;

/** What a route's body says. */
export type BodyOf<R extends Route> = R extends { readonly body: { readonly content: infer C } }
  ? z.output<C[keyof C] & z.ZodType>
  : undefined;

/** What one may say in a route's body. */
export type BodyInputOf<R extends Route> = R extends { readonly body: { readonly content: infer C } }
  ? z.input<C[keyof C] & z.ZodType>
  : undefined;

/** The JSON that a route answers with. */
export type JsonOf<R extends Route> = {
  [Status in keyof R["answers"]]: R["answers"][Status] extends {
    readonly content: { readonly "application/json": infer S extends z.ZodType };
  }
    ? z.output<S>
    : never;
}[keyof R["answers"]];

/** The names in a path, in order. */
export function paramsOf(path: string): string[] {
  return Array.from(path.matchAll(/\{([a-z]+)\}/g), ([, name]) => name);
}
