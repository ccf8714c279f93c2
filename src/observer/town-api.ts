import { TownError } from "../sim/error.ts";
import { readProblem } from "../wire/problem.ts";

export type TownAddress = {
  /** Of the server, with or without a slash at its end; "" is the page's own. */
  readonly url: string;
  readonly town: string;
  /** For servers that let only its bearers command. */
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
};

/** How to ask one server about one town. */
export class TownApi {
  readonly #address: string;
  readonly #authorization: Record<string, string>;
  readonly #fetch: typeof fetch;

  constructor({ url, town, token, fetch }: TownAddress) {
    this.#address = `${url.replace(/\/+$/, "")}/v1/town/${encodeURIComponent(town)}`;
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#fetch = fetch ?? ((...request) => globalThis.fetch(...request));
  }

  /** The stream of events, answered as soon as its head is there. Plain enough for another origin to ask without a preflight. */
  stream(path: string, signal: AbortSignal): Promise<Response> {
    return this.#fetch(this.#address + path, { headers: { accept: "text/event-stream" }, cache: "no-store", signal });
  }

  /** @throws TownError the server's refusal, or closed when it cannot be reached. */
  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask(path, { headers: { accept: "application/json" }, cache: "no-store", signal });
  }

  /** @throws TownError the server's refusal, or closed when it cannot be reached. */
  async post(path: string, body: unknown, signal: AbortSignal): Promise<void> {
    const headers = { "content-type": "application/json", ...this.#authorization };
    await this.#ask(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  }

  async #ask(path: string, init: RequestInit): Promise<unknown> {
    let response: Response;
    try {
      response = await this.#fetch(this.#address + path, init);
    } catch (cause) {
      throw new TownError("closed", `the town's server at ${this.#address} cannot be reached; is it running?`, {
        cause,
      });
    }
    if (!response.ok) throw await refusal(response);
    return jsonOf(response);
  }
}

/** The error that an answer other than 2xx tells of. */
export async function refusal(response: Response): Promise<TownError> {
  return readProblem(response.status, await jsonOf(response));
}

/** The body as JSON; undefined when it is none. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
