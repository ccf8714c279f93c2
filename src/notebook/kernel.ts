import type { Host } from "./host.ts";

type Question =
  | { readonly type: "request"; readonly method: string; readonly path: string; readonly body: string }
  | { readonly type: "token" };

/** What the kernel answers; a `status` of 0 means that the server could not be reached, and `body` why. */
type Reply = {
  readonly type: "response" | "token";
  readonly id: number;
  readonly status?: number;
  readonly content_type?: string;
  readonly body?: string;
  readonly token?: string | null;
};

/**
 * How the browser reaches a town's server from a notebook. What is read it reads itself, so that nothing of it passes through the
 * kernel. What is commanded goes through the kernel, since a server takes no commands from pages of other origins; and the token
 * of a guarded server comes from there, since traits are saved with notebooks. Proofs stay here: they come with every phase.
 *
 *     GET ──────────────────────────────────► server
 *     POST, DELETE ──► kernel (Python) ──────► server
 */
export class Kernel {
  readonly #host: () => Host | undefined;
  readonly #guarded: boolean;
  #token: Promise<string | undefined> | undefined;

  /** @param host one of the models that still live @param guarded whether the server lets only bearers of a token watch */
  constructor(host: () => Host | undefined, guarded: boolean) {
    this.#host = host;
    this.#guarded = guarded;
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const { method = "GET" } = init;
    if (method !== "GET" && this.#host()?.send) return this.#command(new Request(input).url, init);
    if (!this.#guarded) return globalThis.fetch(input, init);
    const headers = new Headers(init.headers);
    const token = await (this.#token ??= this.#askToken());
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return globalThis.fetch(input, { ...init, headers });
  };

  async #command(url: string, { method = "POST", body, signal }: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/proofs")) return new Response(null, { status: 204 });
    const path = pathname.slice(pathname.indexOf("/v1/"));
    const asked = { type: "request", method, path, body: typeof body === "string" ? body : "" } as const;
    const { status = 0, content_type = "", body: answer = "" } = await this.#ask(asked, signal ?? undefined);
    if (status === 0) throw new TypeError(answer);
    return new Response(status === 204 ? null : answer, { status, headers: { "content-type": content_type } });
  }

  async #askToken(): Promise<string | undefined> {
    const { token } = await this.#ask({ type: "token" });
    return token ?? undefined;
  }

  /** Rejects when `signal` aborts, or when no widget of the notebook is left to ask through. */
  #ask(question: Question, signal?: AbortSignal): Promise<Reply> {
    const host = this.#host();
    if (!host?.send) return Promise.reject(new TypeError("this notebook has no kernel that could be asked"));
    const id = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
    return new Promise((resolve, reject) => {
      const done = () => {
        host.off("msg:custom", listen);
        signal?.removeEventListener("abort", giveUp);
      };
      const listen = (content: unknown) => {
        const reply = content as Reply;
        if (reply?.id !== id) return;
        done();
        resolve(reply);
      };
      const giveUp = () => {
        done();
        reject(signal?.reason as Error);
      };
      host.on("msg:custom", listen);
      signal?.addEventListener("abort", giveUp);
      host.send!({ ...question, id });
    });
  }
}
