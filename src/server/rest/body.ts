import { TownError } from "../../sim/error.ts";
import { check } from "../../wire/contract/check.ts";
import { or } from "../../wire/contract/fields.ts";
import type { Route } from "../../wire/contract/route.ts";
import type { Limits } from "../limits.ts";
import type { Unread } from "./handler.ts";

type Body = NonNullable<Route["body"]>;

/**
 * The media type of a body, as the contract names it. A page of another site can't send any of ours without asking first, and
 * nobody answers: that is what keeps it out.
 * @throws TownError unsupported_media_type
 */
export function checkType({ content }: Body, header: string | undefined): string {
  const given = header?.split(";")[0].trim().toLowerCase() ?? "";
  const type = SYNONYMS[given] ?? given;
  if (Object.hasOwn(content, type)) return type;
  throw new TownError(
    "unsupported_media_type",
    `a command must have the header Content-Type: ${or(Object.keys(content))}; got ${JSON.stringify(given.slice(0, 100))}`,
  );
}

const SYNONYMS: Readonly<Record<string, string>> = {
  "application/x-yaml": "application/yaml",
  "text/yaml": "application/yaml",
  "text/x-yaml": "application/yaml",
  "application/ndjson": "application/x-ndjson",
  "application/jsonl": "application/x-ndjson",
};

/** @throws TownError too_large as soon as that is known; invalid_input when it is not as its schema says */
export async function readBody(body: Body, request: Request, type: string, limits: Limits): Promise<unknown> {
  const most =
    body.limit === "command" ? limits.commandBytes : type === "application/yaml" ? limits.yamlBytes : limits.bodyBytes;
  const bytes = await bytesOf(request, most);
  return body.checked
    ? check(body.content[type], parse(textOf(bytes)), "the body")
    : ({ type, bytes } satisfies Unread);
}

/** @throws TownError invalid_input */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TownError("invalid_input", `the body must be JSON: ${(cause as Error).message}`, { cause });
  }
}

/** @throws TownError invalid_input unless it is UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TownError("invalid_input", "the body must be UTF-8", { cause });
  }
}

async function bytesOf(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > most) throw tooLarge(most);
    }
  } catch (cause) {
    if (cause instanceof TownError) throw cause;
    // Whoever sent it has left: nobody hears this.
    throw new TownError("invalid_input", "the body broke off before its end", { cause });
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(most: number): TownError {
  return new TownError("too_large", `a body here must be at most ${most} bytes`);
}
