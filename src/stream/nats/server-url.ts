import { TownError } from "../../sim/error.ts";

/** Where one nats-server is reached. */
export type NatsServer = {
  /** A name or an address; an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, as people write it; holds no secret. */
  readonly address: string;
};

/** Servers, and what their URLs say beside. */
export type NatsServers = {
  readonly servers: readonly NatsServer[];
  /** One of them is `tls://`; then none is spoken to in the clear. */
  readonly tls: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
};

/**
 * Reads `nats://host:port`, `tls://host:port` or plain `host:port` (port 4222 where none is said). As other programs of
 * NATS have it, `user:password@` before the host signs in, and a lone `token@` is a token; percent-encoded.
 * @throws TownError invalid_input, in words that repeat no secret.
 */
export function natsServers(urls: readonly string[]): NatsServers {
  if (urls.length === 0)
    throw new TownError("invalid_input", "NATS needs the address of at least one server, got none");
  const read = urls.map(natsServer);
  const signs = new Map(read.flatMap(({ sign }) => (sign ? [[JSON.stringify(sign), sign]] : [])));
  if (signs.size > 1) {
    throw new TownError(
      "invalid_input",
      "all servers of NATS must be signed in to alike, got URLs with different users, passwords or tokens",
    );
  }
  const [sign] = signs.values();
  return { servers: read.map(({ server }) => server), tls: read.some(({ tls }) => tls), ...sign };
}

type Sign = { readonly user: string; readonly password: string } | { readonly token: string };

function natsServer(text: string): { server: NatsServer; tls: boolean; sign: Sign | undefined } {
  const full = text.includes("://") ? text : `nats://${text}`;
  // Its scheme stays out of the parsing: of one that it does not know, URL checks no host.
  const scheme = full.slice(0, full.indexOf("://")).toLowerCase();
  const url = parsed(`http://${full.slice(full.indexOf("://") + 3)}`);
  const port = /:(\d+)\/?$/.exec(full)?.[1] ?? "4222";
  if (!["nats", "tls"].includes(scheme) || !url || !/^\/?$/.test(url.pathname) || url.search || url.hash) {
    throw new TownError(
      "invalid_input",
      `a server of NATS must be a URL such as nats://127.0.0.1:4222 or tls://nats.example.org, got ${JSON.stringify(withoutSecret(text))}`,
    );
  }
  const [user, password] = [url.username, url.password].map(decodeURIComponent);
  const sign = password ? { user, password } : user ? { token: user } : undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    server: { host, port: Number(port), address: `${url.hostname}:${port}` },
    tls: scheme === "tls",
    sign,
  };
}

function parsed(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    return undefined;
  }
  return url;
}

/** Whatever stands before the last `@` may be a secret, also in what is no URL at all. */
function withoutSecret(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/is, "$1...@");
}
