import { request } from "node:http";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect } from "vitest";
import { openApi } from "../../../src/server/openapi.ts";

/** A request as a test writes it, for an operation of the document. */
export type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Read no more than the beginning of the answer. */
  readonly head?: true;
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

type Schema = Record<string, unknown>;
type Told = {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
};

const document = strict(structuredClone(openApi())) as ReturnType<typeof openApi>;
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema(document, "document");
const validators = new Map<string, ValidateFunction>();

/** Every operation of the document by its id, with its method and path. */
export const OPERATIONS = new Map(
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [operation.operationId, { method, path, operation }] as const),
  ),
);

/** Every answer that the document tells of: `getState 304`. */
export const DOCUMENTED: readonly string[] = Array.from(OPERATIONS, ([id, { operation }]) =>
  Object.keys(operation.responses).map((status) => `${id} ${status}`),
).flat();

/** Makes an exchange with the server at `url`, and holds the answer against the document. */
export async function exchange(url: string, id: string, asked: Asked = {}): Promise<Answered> {
  const { method, path, operation } = OPERATIONS.get(id)!;
  const filled = path.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
    return encodeURIComponent(asked.params?.[name] ?? USUAL[name]);
  });
  const answer = await send(url, method.toUpperCase(), `${filled}${asked.query ? `?${asked.query}` : ""}`, asked);
  const told = operation.responses[`${answer.status}`] as Told | undefined;
  expect(told, `${id} answered ${answer.status}, which is not documented: ${answer.text.slice(0, 300)}`).toBeDefined();
  for (const name of Object.keys(told!.headers ?? {})) {
    if (name !== "Link") expect(answer.headers, `${id} ${answer.status}`).toHaveProperty(name.toLowerCase());
  }
  checkBody(id, told!, answer);
  return answer;
}

/** Any request at all. */
export function send(url: string, method: string, path: string, asked: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { connection: "close", ...asked.headers };
    const sent = request(url + path, { method, headers }, (response) => {
      const { statusCode: status = 0, headers } = response;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (asked.head) response.destroy();
      });
      response.on("close", () => resolve({ status, headers, text: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(asked.body);
  });
}

/** What a path's parameters are where a test says nothing. */
const USUAL: Readonly<Record<string, string>> = { id: "smallville", citizen: "alice", coalition: "c1" };

function checkBody(id: string, { content }: Told, { status, headers, text }: Answered): void {
  if (!content) return expect(text, `${id} ${status}`).toBe("");
  const type = String(headers["content-type"]).split(";")[0];
  expect(Object.keys(content), `${id} ${status}`).toContain(type);
  const { method, path } = OPERATIONS.get(id)!;
  const steps = ["paths", path, method, "responses", `${status}`, "content", type, "schema"];
  const place = `document#/${steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
  let validate = validators.get(place);
  if (!validate) validators.set(place, (validate = ajv.compile({ $ref: place })));
  const values = type === "application/x-ndjson" ? linesOf(text) : type.endsWith("json") ? [JSON.parse(text)] : [text];
  for (const value of values) {
    if (!validate(value)) {
      expect.fail(`${id} ${status} is not as documented: ${ajv.errorsText(validate.errors)}\n${text.slice(0, 500)}`);
    }
  }
}

/** The whole lines. */
function linesOf(text: string): unknown[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

/** The document promises that answers may come to say more; ours must say no more than it. */
function strict(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  const told = schema as Schema;
  if (told["type"] === "object" && "properties" in told) told["additionalProperties"] ??= false;
  for (const inner of Object.values(told)) strict(inner);
  return told;
}
