import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  connect,
  credsAuthenticator,
  type ConnectionOptions,
  type NatsConnection,
  type Status,
} from "@nats-io/transport-node";
import { TownError } from "../../sim/error.ts";
import { knock } from "./knock.ts";
import { natsServers, type NatsServer } from "./server-url.ts";
import { tlsOptions, type NatsTls } from "./tls.ts";

/** Where NATS is, and who we are to it. Texts, not paths of files. */
export type NatsOptions = {
  /** `nats://host:port` or `tls://host:port`, each with `user:password@` if need be; any one that answers is good. */
  readonly servers: readonly string[];
  /** What the server's own lists of connections call us. */
  readonly name?: string;
  /** Of a .creds file: a JWT and the seed of its key. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Given, even as `{}`, nothing is said in the clear; a URL of `tls://` means the same. */
  readonly tls?: NatsTls;
};

/**
 * `why` is in words for people and without secrets; of a connection that stands: what the server last complained of. It is `surely`
 * away when no server speaks to us, or none takes us: one that only ended the connection may be there in a moment.
 */
export type NatsState =
  | { readonly kind: "connecting"; readonly why: null }
  | { readonly kind: "connected"; readonly why: string | null; readonly url: string }
  | { readonly kind: "away"; readonly why: string; readonly surely: boolean }
  | { readonly kind: "closed"; readonly why: null };

/**
 * A connection to NATS that is never given up: away, it is tried again for good. Wrong credentials or an unknown name are
 * only reasons to be away, since whoever operates the server may mend them while the town lives. A server that died is
 * noticed at once, one that hangs within 3 s, one that is back within half a second.
 *
 * An outage leaves the `NatsConnection` and its subscriptions the same, and whatever was published or requested
 * meanwhile is lost. In the rare case that the client gives it up for good, it is followed by another one: whoever holds
 * a subscription should look at `connection` whenever the state becomes connected.
 */
export class NatsLink {
  readonly #servers: readonly NatsServer[];
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<(state: NatsState) => void>();
  readonly #closing = new AbortController();
  #nc: NatsConnection | undefined;
  #diagnosing = false;
  #state: NatsState = { kind: "connecting", why: null };

  /** Begins to connect. @throws TownError invalid_input when no server could ever understand the options. */
  constructor(options: NatsOptions) {
    const { servers, tls, ...sign } = natsServers(options.servers);
    this.#servers = servers;
    this.#options = {
      ...PATIENT,
      ...identity({ ...sign, ...options }),
      ...tlsOptions(options.tls ?? (tls ? {} : undefined)),
    };
    if (options.name !== undefined) this.#options.name = options.name;
    void this.#live();
  }

  get state(): NatsState {
    return this.#state;
  }

  /** While connected. */
  get connection(): NatsConnection | undefined {
    return this.#state.kind === "connected" ? this.#nc : undefined;
  }

  /** Resolves when there is one, at once if there is. @throws TownError closed; the signal's reason when it aborts. */
  connected(signal?: AbortSignal): Promise<NatsConnection> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (signal?.aborted) reject(signal.reason as Error);
        else if (this.#state.kind === "closed") reject(new TownError("closed", "the connection to NATS was closed"));
        else if (this.connection) resolve(this.connection);
        else return;
        stop();
        signal?.removeEventListener("abort", settle);
      };
      const stop = this.listen(settle);
      signal?.addEventListener("abort", settle);
      settle();
    });
  }

  /** Hears of every change of the state, `why` included. @returns a function that ends it. */
  listen(listener: (state: NatsState) => void): () => void {
    const own = (state: NatsState) => listener(state);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** For good. Whatever was published is sent first, if the server takes it within a second. */
  async close(): Promise<void> {
    if (this.#state.kind === "closed") return;
    const [nc, standing] = [this.#nc, this.connection];
    this.#become({ kind: "closed", why: null });
    this.#closing.abort();
    if (standing) await Promise.race([standing.flush().catch(() => {}), pause(1000, undefined, { ref: false })]);
    await nc?.close();
    // Closed in the midst of an attempt, the client would finish it, and keep the connection that it then has.
    if (nc) transportOf(nc)?.discard();
  }

  /** From one connection of the client to the next, which is seldom more than one. */
  async #live(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const nc = await this.#open().catch(({ message }: Error) => this.#away(message, true));
      if (nc) await this.#follow(nc);
      await this.#wait(SOON + Math.random() * JITTER);
    }
  }

  /** Any server that takes us, the first to answer first. @throws Error that says of all why not. */
  async #open(): Promise<NatsConnection> {
    const answers = new Map(this.#servers.map((server) => [server, this.#answer(server)]));
    const reasons: string[] = [];
    while (answers.size > 0) {
      try {
        const server = await Promise.any(answers.values());
        answers.delete(server);
        try {
          // One that answered the knock and hangs now costs a socket, which the client (3.4) leaves open until it goes on.
          return await connect({ ...this.#options, servers: [addressOf(server)] });
        } catch (error) {
          reasons.push(refusal(server.address, error));
        }
      } catch (error) {
        reasons.push(...(error as AggregateError).errors.map(({ message }: Error) => message));
        answers.clear();
      }
    }
    throw new Error(reasons.join("; "));
  }

  async #answer(server: NatsServer): Promise<NatsServer> {
    const why = await knock(server, this.#closing.signal);
    if (why !== undefined) throw new Error(why);
    return server;
  }

  /** Until the client gives this connection up, or we do. */
  async #follow(nc: NatsConnection): Promise<void> {
    if (this.#closing.signal.aborted) return nc.close();
    this.#nc = nc;
    nc.setServers([...this.#servers.map(addressOf), ...nc.getServers().map(({ listen }) => listen)]);
    this.#stand(nc);
    for await (const status of nc.status()) this.#hear(status, nc);
    this.#nc = undefined;
    if (this.#state.kind === "connected") this.#away("the connection was lost");
  }

  #hear(status: Status, nc: NatsConnection): void {
    const { state } = this;
    switch (status.type) {
      case "reconnect":
        return this.#stand(nc);
      case "disconnect": {
        if (state.kind !== "connected") return;
        const words = state.why === null ? "" : `, having said: ${state.why}`;
        return this.#lose(`${status.server} closed the connection${words}`);
      }
      case "staleConnection":
        this.#lose(`${nc.getServer()} does not answer`);
        // The client would first wait until all it has written is sent, which a server that hangs takes forever for.
        void transportOf(nc)?.close();
        return;
      case "error":
        // Of a connection that stands it may be its last word, or about one subject only.
        if (state.kind === "connected") this.#become({ ...state, why: status.error.message });
        else this.#away(refusal(nc.getServer(), status.error), true);
        return;
      case "reconnecting":
      case "forceReconnect":
      case "ping":
      case "update":
      case "ldm":
      case "slowConsumer":
      case "close":
    }
  }

  #stand(nc: NatsConnection): void {
    this.#become({ kind: "connected", why: null, url: nc.getServer() });
  }

  /** The client now tries again by itself; why it does not succeed, we find out beside it. */
  #lose(why: string): void {
    this.#away(why);
    void this.#diagnose();
  }

  async #diagnose(): Promise<void> {
    if (this.#diagnosing) return;
    this.#diagnosing = true;
    while (this.#state.kind === "away" && this.#nc) {
      const before = this.#state;
      const whys = await Promise.all(this.#servers.map((server) => knock(server, this.#closing.signal)));
      // A server that answers has said itself why it does not take us, or will do so.
      if (this.#state === before && whys.every((why) => why !== undefined)) this.#away(whys.join("; "), true);
      await this.#wait(DIAGNOSIS);
    }
    this.#diagnosing = false;
  }

  #away(why: string, surely = false): void {
    this.#become({ kind: "away", why, surely });
  }

  #become(next: NatsState): void {
    if (this.#state.kind === "closed" || isDeepStrictEqual(this.#state, next)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next);
  }

  /** Milliseconds, or until we close. */
  async #wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

/** Milliseconds between two attempts, at least; jitter on top, lest all come at once when a server is back. */
const [SOON, JITTER] = [200, 100];
/** Milliseconds between two looks at why it is away. */
const DIAGNOSIS = 2000;

const PATIENT: ConnectionOptions = {
  maxReconnectAttempts: -1,
  reconnectTimeWait: SOON,
  reconnectJitter: JITTER,
  reconnectJitterTLS: JITTER,
  ignoreAuthErrorAbort: true,
  timeout: 2000,
  // A hang is noticed at the third ping in vain: a whole second each would make it 3 s and a little more.
  pingInterval: 900,
  maxPingOut: 2,
  noAsyncTraces: true,
};

function identity({ credentials, user, password, token }: Partial<NatsOptions>): ConnectionOptions {
  if (credentials !== undefined) {
    const authenticator = credsAuthenticator(new TextEncoder().encode(credentials));
    try {
      authenticator("a nonce");
    } catch (cause) {
      throw new TownError(
        "invalid_input",
        "the credentials for NATS must be the text of a .creds file, with a JWT and the seed of its key; they are not",
        { cause },
      );
    }
    return { authenticator };
  }
  if (user !== undefined) return { user, pass: password ?? "" };
  return token === undefined ? {} : { token };
}

function addressOf({ address }: NatsServer): string {
  return address;
}

function refusal(address: string, error: unknown): string {
  // A socket that was closed on it leaves the client without any error.
  const reason = error instanceof Error && error.message ? error.message : "the connection was closed";
  return `${address} does not take us: ${reason}`;
}

/** What carries a connection. The client has no public way to end one that hangs; a test notices if this one changes. */
function transportOf(nc: NatsConnection): Transport | undefined {
  return (nc as { readonly protocol?: { readonly transport?: Transport } }).protocol?.transport;
}

type Transport = { close(): Promise<void>; discard(): void };
