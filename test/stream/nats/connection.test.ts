import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NatsLink, type NatsOptions, type NatsState } from "../../../src/stream/nats/connection.ts";
import { knock } from "../../../src/stream/nats/knock.ts";
import { natsServers } from "../../../src/stream/nats/server-url.ts";
import { freePorts } from "../../integration/free-ports.ts";
import { until } from "../../integration/nats-node.ts";
import { startNats, type Nats } from "../../integration/nats-server.ts";
import { cleanUp } from "../temporary.ts";
import { anAuthority, type Certificate } from "./certificates.ts";
import { anOperator } from "./operator.ts";

const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  cleanUp();
});

async function serve(options: Parameters<typeof startNats>[0]): Promise<Nats> {
  const nats = await startNats(options);
  opened.push(() => nats.stop());
  return nats;
}

function link(options: NatsOptions): NatsLink {
  const made = new NatsLink(options);
  opened.push(() => made.close());
  return made;
}

/** The first state, from now on, that is away for such a reason. */
function away(from: NatsLink, why: RegExp): Promise<NatsState> {
  return new Promise((resolve) => {
    const look = (state: NatsState) => {
      if (state.kind !== "away" || !why.test(state.why)) return;
      stop();
      resolve(state);
    };
    const stop = from.listen(look);
    look(from.state);
  });
}

async function answers(nc: NatsConnection): Promise<boolean> {
  const { data } = await nc.request("$JS.API.INFO");
  return data.length > 0;
}

describe.each(["newest", "older"] as const)("a link to the %s server", (version) => {
  it("finds a server that comes later than it", async () => {
    const [port] = await freePorts(1);
    const early = link({ servers: [`127.0.0.1:${port}`] });
    expect(early.state).toEqual({ kind: "connecting", why: null });
    expect(early.connection).toBeUndefined();
    await away(early, new RegExp(`^127.0.0.1:${port} refuses connections$`));
    await serve({ version, port });
    expect(await answers(await early.connected())).toBe(true);
    expect(early.state).toEqual({ kind: "connected", why: null, url: `127.0.0.1:${port}` });
  });

  it("finds one that died and came back, and keeps its subscriptions", async () => {
    const nats = await serve({ version });
    const lasting = link({ servers: nats.urls });
    const nc = await lasting.connected();
    const heard = nc.subscribe("hello")[Symbol.asyncIterator]();
    for (let round = 1; round <= 3; round++) {
      await nats.kill();
      await away(lasting, /refuses connections$/);
      expect(lasting.connection).toBeUndefined();
      await nats.start();
      expect(await lasting.connected()).toBe(nc);
      nc.publish("hello", `${round}`);
      expect((await heard.next()).value.string()).toBe(`${round}`);
    }
  });

  it("notices one that hangs, however much is on the way to it, and finds it when it goes on", async () => {
    const nats = await serve({ version });
    const lasting = link({ servers: nats.urls });
    const nc = await lasting.connected();
    nats.pause();
    for (let i = 0; i < 40; i++) nc.publish("much", new Uint8Array(1_000_000));
    await away(lasting, /^127.0.0.1:\d+ does not answer$/);
    await away(lasting, /^127.0.0.1:\d+ takes connections, but does not answer$/);
    nats.resume();
    expect(await answers(await lasting.connected())).toBe(true);
  });

  it("leaves a server that hangs for one that answers", async () => {
    const [first, second] = await Promise.all([serve({ version }), serve({ version })]);
    const lasting = link({ servers: [first.url, second.url] });
    const nc = await lasting.connected();
    const [left, other] = nc.getServer() === `127.0.0.1:${first.port}` ? [first, second] : [second, first];
    left.pause();
    for (let i = 0; i < 40; i++) nc.publish("much", new Uint8Array(1_000_000));
    await away(lasting, /does not answer$/);
    await lasting.connected();
    expect(lasting.state).toEqual({ kind: "connected", why: null, url: `127.0.0.1:${other.port}` });
  });

  it("takes the server of several that is there", async () => {
    const nats = await serve({ version });
    const [dead] = await freePorts(1);
    const lasting = link({ servers: [`127.0.0.1:${dead}`, "nobody.invalid", nats.url] });
    await lasting.connected();
    expect(lasting.state).toMatchObject({ url: `127.0.0.1:${nats.port}` });
  });

  it("signs in with a password, and again when the right one becomes another", async () => {
    const [port] = await freePorts(1);
    const auth = (password: string) => `authorization { user: ann, password: ${password} }`;
    const wrong = await serve({ version, port, auth: auth("else") });
    const lasting = link({ servers: [`nats://ann:right@127.0.0.1:${port}`] });
    const refused = new RegExp(`^127.0.0.1:${port} does not take us: '?Authorization Violation'?$`);
    await away(lasting, refused);
    await wrong.kill();
    const right = await serve({ version, port, auth: auth("right") });
    expect(await answers(await lasting.connected())).toBe(true);
    await right.kill();
    const wrongAgain = await serve({ version, port, auth: auth("else") });
    await away(lasting, refused);
    await wrongAgain.kill();
    await serve({ version, port, auth: auth("right") });
    expect(await answers(await lasting.connected())).toBe(true);
  });

  it("signs in with a token", async () => {
    const nats = await serve({ version, auth: "authorization { token: secret }" });
    expect(await answers(await link({ servers: nats.urls, token: "secret" }).connected())).toBe(true);
    const { why } = await away(link({ servers: nats.urls, token: "hush" }), /does not take us/);
    expect(why).not.toContain("hush");
  });

  it("signs in with credentials of an operator", async () => {
    const { auth, credentials } = anOperator();
    const nats = await serve({ version, auth });
    expect(await answers(await link({ servers: nats.urls, credentials }).connected())).toBe(true);
    await away(link({ servers: nats.urls, credentials: anOperator().credentials }), /Authorization Violation/);
  });

  it("says what the server forbids it", async () => {
    const users = `{ user: ann, password: right, permissions: { publish: { deny: "secrets" } } }`;
    const nats = await serve({ version, auth: `authorization { users: [${users}] }` });
    const limited = link({ servers: nats.urls, user: "ann", password: "right" });
    const nc = await limited.connected();
    const told = new Promise<NatsState>((resolve) => limited.listen(resolve));
    nc.publish("secrets");
    expect(await told).toMatchObject({ kind: "connected", why: expect.stringContaining('Publish to "secrets"') });
  });
});

describe("a link over TLS", () => {
  const certificates = () => {
    const authority = anAuthority();
    const server = authority.sign("server", "IP:127.0.0.1");
    return { authority, server, ca: authority.cert };
  };
  const tls = ({ certFile, keyFile }: Certificate, more = "") =>
    `tls { cert_file: "${certFile}", key_file: "${keyFile}", ${more} }`;

  it("trusts a server by its authority and its address", async () => {
    const { server, ca } = certificates();
    const nats = await serve({ extraConfig: tls(server) });
    expect(await answers(await link({ servers: nats.urls, tls: { ca } }).connected())).toBe(true);
    const elsewhere = link({ servers: [`localhost:${nats.port}`], tls: { ca } });
    await away(elsewhere, /does not match certificate's altnames: Host: localhost/);
  });

  it("trusts no server of another authority, nor one whose certificate is of another name", async () => {
    const { authority, ca } = certificates();
    const nats = await serve({ extraConfig: tls(authority.sign("localhost", "DNS:localhost")) });
    await away(link({ servers: nats.urls, tls: { ca: certificates().ca } }), /unable to verify/);
    await away(link({ servers: nats.urls, tls: { ca } }), /does not match certificate's altnames: IP: 127.0.0.1/);
    expect(await answers(await link({ servers: [`localhost:${nats.port}`], tls: { ca } }).connected())).toBe(true);
  });

  it("shows its own certificate to a server that wants one", async () => {
    const { authority, server, ca } = certificates();
    const nats = await serve({ extraConfig: tls(server, `ca_file: "${authority.certFile}", verify: true`) });
    const { cert, key } = authority.sign("client", "DNS:ann");
    expect(await answers(await link({ servers: nats.urls, tls: { ca, cert, key } }).connected())).toBe(true);
    await away(link({ servers: nats.urls, tls: { ca } }), /does not take us/);
  });

  it("says nothing in the clear", async () => {
    const nats = await serve({});
    await away(link({ servers: [`tls://127.0.0.1:${nats.port}`] }), /server does not support 'tls'$/);
  });
});

describe("a link to nothing", () => {
  it("says that a name is unknown, or a door another's", async () => {
    await away(link({ servers: ["nobody.invalid"] }), /^nobody.invalid:4222 can't be (found|reached)/);
    const stranger = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    opened.push(async () => void stranger.close());
    await once(stranger, "listening");
    const { port } = stranger.address() as AddressInfo;
    await away(link({ servers: [`127.0.0.1:${port}`] }), new RegExp(`^127.0.0.1:${port} does not speak NATS$`));
  });

  it.each<[string, Partial<NatsOptions>]>([
    [".creds", { credentials: "-----BEGIN hush-----" }],
    ["PEM", { tls: { cert: "hush", key: "hush" } }],
    ["URL", { servers: ["nats://a:hush@b/c"] }],
  ])("refuses at once what could never be a %s", (word, options) => {
    const opening = () => new NatsLink({ servers: ["a"], ...options });
    expect(opening).toThrow(expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(word) }));
    expect(opening).not.toThrow(/hush/);
  });

  it("ends the wait of whoever does not want to wait any longer", async () => {
    const [port] = await freePorts(1);
    const waiting = link({ servers: [`127.0.0.1:${port}`] });
    const abortion = new AbortController();
    const wait = waiting.connected(abortion.signal);
    abortion.abort(new Error("enough"));
    await expect(wait).rejects.toThrow("enough");
    await expect(waiting.connected(abortion.signal)).rejects.toThrow("enough");
  });
});

describe("closing a link", () => {
  const made: Socket[] = [];
  const note = (message: unknown) => void made.push((message as { socket: Socket }).socket);
  beforeEach(() => subscribe("net.client.socket", note));
  afterEach(() => {
    unsubscribe("net.client.socket", note);
    made.length = 0;
  });
  const isLeft = ({ port }: Nats) => made.some((socket) => !socket.destroyed && socket.remotePort === port);
  const noneLeft = (nats: Nats) => until("the sockets to close", async () => (isLeft(nats) ? undefined : true));

  it("sends what was published, and ends every wait and every socket", async () => {
    const nats = await serve({});
    const [listener, closing] = [link({ servers: nats.urls }), link({ servers: nats.urls })];
    const ear = await listener.connected();
    expect(isLeft(nats)).toBe(true);
    const heard = ear.subscribe("goodbye");
    await ear.flush();
    (await closing.connected()).publish("goodbye");
    await closing.close();
    expect((await heard[Symbol.asyncIterator]().next()).value.subject).toBe("goodbye");
    expect(closing.state).toEqual({ kind: "closed", why: null });
    expect(closing.connection).toBeUndefined();
    await expect(closing.connected()).rejects.toMatchObject({ code: "closed" });
    await closing.close();
    await listener.close();
    await noneLeft(nats);
  });

  it("is possible while nobody is there", async () => {
    const [port] = await freePorts(1);
    const vain = link({ servers: [`127.0.0.1:${port}`] });
    const wait = vain.connected();
    await Promise.all([vain.close(), expect(wait).rejects.toMatchObject({ code: "closed" })]);
  });

  it.each(["before it was connected", "in the midst of a new attempt"])(
    "leaves no socket at a server that hangs, %s",
    async (when) => {
      const nats = await serve({});
      if (when.startsWith("before")) {
        nats.pause();
        // A signal takes its time: one that stops only after its first word costs the client that socket.
        const [door] = natsServers(nats.urls).servers;
        await until("the server to hang", () => knock(door, new AbortController().signal));
      }
      const stuck = link({ servers: nats.urls });
      if (!when.startsWith("before")) await stuck.connected();
      nats.pause();
      await away(stuck, /takes connections, but does not answer$/);
      await stuck.close();
      await noneLeft(nats);
      nats.resume();
    },
  );
});
