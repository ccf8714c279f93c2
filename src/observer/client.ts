import { TownError } from "../sim/error.ts";
import type { readFrame } from "../wire/frames.ts";
import type { Answer, Body, Input, PagedPath, PathOf } from "./calls.ts";
import { follow } from "./follow.ts";
import { jsonOf, refusal } from "./refusal.ts";
import { systemTimers, type Timers } from "./timers.ts";

export type ClientOptions = {
  /** Of the server, with or without a slash at its end; "" is the page's own. */
  readonly url: string;
  /** Sent with every request, for servers that let only its bearers command, or observe. */
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly timers?: Timers | undefined;
};

type Asking = { readonly signal?: AbortSignal | undefined };

/** Something that a stream says: an event, an announcement, a snapshot or a reset. */
export type StreamMessage = NonNullable<ReturnType<typeof readFrame>>;

export function createClient(options: ClientOptions): Client {
  return new Client(options);
}

/**
 * A server's API, typed by its contract:
 *
 *     const { citizens } = await client.get("/v1/town/{id}/citizens", { id: "smallville", lod: 2 });
 *
 * What the server refuses, and that it can't be reached (closed), is thrown as a TownError with the server's own code.
 */
export class Client {
  readonly #url: string;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #fetch: typeof fetch;
  readonly #timers: Timers;

  constructor({ url, token, fetch, timers = systemTimers }: ClientOptions) {
    this.#url = url.replace(/\/+$/, "");
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#fetch = fetch ?? ((...request) => globalThis.fetch(...request));
    this.#timers = timers;
  }

  async get<P extends PathOf<"GET">>(
    path: P,
    input: Input<"GET", P>,
    { signal }: Asking = {},
  ): Promise<Answer<"GET", P>> {
    const headers = { accept: "application/json" };
    return (await this.#ask(path, input, { headers, cache: "no-store" }, signal)) as Answer<"GET", P>;
  }

  async post<P extends Exclude<PathOf<"POST">, "/v1/town/{id}/events">>(
    path: P,
    input: Input<"POST", P>,
    body: Body<P>,
    { signal }: Asking = {},
  ): Promise<Answer<"POST", P>> {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await this.#ask(path, input, init, signal)) as Answer<"POST", P>;
  }

  async delete<P extends PathOf<"DELETE">>(path: P, input: Input<"DELETE", P>, { signal }: Asking = {}): Promise<void> {
    await this.#ask(path, input, { method: "DELETE" }, signal);
  }

  /** The pages of a long list from `after` on, each asked for when it is wanted. */
  async *pages<P extends PagedPath>(
    path: P,
    input: Input<"GET", P>,
    { signal }: Asking = {},
  ): AsyncGenerator<Answer<"GET", P>, void, void> {
    for (let asked = input; ;) {
      const page = await this.get(path, asked, { signal });
      yield page;
      const { next } = page as { readonly next: string | number | null };
      if (next === null) return;
      asked = { ...asked, after: next };
    }
  }

  /**
   * Lets events happen in an external town, all of them or none. With `after` only if that is its newest event, so that a program
   * that lost an answer can ask again.
   */
  async publish(
    town: string,
    events: readonly Body<"/v1/town/{id}/events">[],
    { after, signal }: Asking & { readonly after?: number | undefined } = {},
  ): Promise<Answer<"POST", "/v1/town/{id}/events">> {
    const headers = { accept: "application/json", "content-type": "application/x-ndjson" };
    const body = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    const answer = await this.#ask(
      "/v1/town/{id}/events",
      { id: town, after },
      { method: "POST", headers, body },
      signal,
    );
    return answer as Answer<"POST", "/v1/town/{id}/events">;
  }

  /**
   * What happens in a town, as it happens: without a filter, first a snapshot. A connection that is lost is made again, from where it
   * was; ends when the town is finished or `signal` aborts.
   */
  events(
    input: Input<"GET", "/v1/town/{id}/events">,
    { signal }: Asking = {},
  ): AsyncGenerator<StreamMessage, void, void> {
    return follow({
      timers: this.#timers,
      signal,
      request: (lastEventId, signal) => {
        const { from: _, after: __, ...filter } = input;
        return this.stream(lastEventId === undefined ? input : { ...filter, last_event_id: lastEventId }, { signal });
      },
    });
  }

  /** One connection to a town's stream, whatever the answer is. */
  stream(input: Input<"GET", "/v1/town/{id}/events">, { signal }: Asking = {}): Promise<Response> {
    // The place is in the query: another origin may not send that header without a preflight.
    const headers = { accept: "text/event-stream", ...this.#authorization };
    const init: RequestInit = { headers, cache: "no-store", ...(signal ? { signal } : {}) };
    return this.#fetch(this.#address("/v1/town/{id}/events", input), init);
  }

  async #ask(path: string, input: object, question: Question, signal: AbortSignal | undefined): Promise<unknown> {
    const headers = { ...question.headers, ...this.#authorization };
    let response: Response;
    try {
      response = await this.#fetch(this.#address(path, input), { ...question, headers, ...(signal ? { signal } : {}) });
    } catch (cause) {
      const where = this.#url || "this page's own address";
      throw new TownError("closed", `the town's server at ${where} cannot be reached; is it running?`, { cause });
    }
    if (!response.ok) throw await refusal(response);
    return jsonOf(response);
  }

  /** What the path has no place for is the query's. */
  #address(path: string, input: object): string {
    const left = new Map<string, unknown>(Object.entries(input).filter(([, value]) => value !== undefined));
    const filled = path.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
      const value = left.get(name);
      left.delete(name);
      return encoded(value);
    });
    const query = Array.from(left, ([name, value]) => `${name}=${encoded(value)}`).join("&");
    return `${this.#url}${filled}${query && `?${query}`}`;
  }
}

type Question = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cache?: "no-store";
};

/** Lists have commas between them. */
function encoded(value: unknown): string {
  return Array.isArray(value) ? value.map(encoded).join(",") : encodeURIComponent(value as string);
}
