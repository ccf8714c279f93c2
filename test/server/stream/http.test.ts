import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SseDecoder } from "../../../src/wire/sse.ts";
import { settled } from "../../stream/held-clock.ts";
import { streaming } from "./streaming.ts";

let open: ReturnType<typeof streaming>;
let port: number;
let server: ReturnType<typeof createServer>;
const sockets: Socket[] = [];

beforeEach(async () => {
  open = streaming();
  server = createServer((_, response) => {
    void open.stream.serve(response, { lastEventId: "r1-0" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await open.end();
  await new Promise((resolve) => server.close(resolve));
});

/** Asks on one connection, which closes as the server likes. */
function ask(request: string) {
  let text = "";
  const waiting = new Set<() => void>();
  const socket = connect(port, "127.0.0.1", () => socket.write(request));
  sockets.push(socket);
  socket.on("data", (bytes) => {
    text += bytes.toString();
    for (const look of waiting) look();
  });
  return {
    socket,
    /** All that came until `enough` of it had. */
    until: (enough: (text: string) => boolean) =>
      new Promise<string>((resolve) => {
        const look = () => enough(text) && resolve(text);
        waiting.add(look);
        look();
      }),
    whole: new Promise<string>((resolve, reject) => {
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    }),
  };
}

const EVENTS = "GET /events HTTP/1.1\r\nHost: town\r\n\r\n";
const hasFirst = (text: string) => text.includes("id: r1-1\n");

describe("a stream over HTTP", () => {
  it.each(["1.0", "1.1"])("is a body that ends with its connection, in HTTP/%s", async (version) => {
    await open.town.flux.step("phase");
    const { seq } = open.town.status;
    const answer = await ask(EVENTS.replace("1.1", version)).until(
      (text) => text.includes(`id: r1-${seq}\n`) && text.endsWith("\n\n"),
    );
    const [head, body] = answer.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toMatch(/\r\nConnection: close/i);
    expect(head).not.toMatch(/transfer-encoding|content-length/i);
    expect(body.startsWith("retry: 2000\n\nevent: ")).toBe(true);
    expect(new SseDecoder().push(body).map(({ id }) => id)).toEqual(
      Array.from({ length: seq }, (_, i) => `r1-${i + 1}`),
    );
  });

  it("ends for good when the server says goodbye", async () => {
    await open.town.flux.step("event");
    const { until, whole } = ask(EVENTS);
    await until(hasFirst);
    await open.stream.close();
    expect(await whole).toMatch(/: this server is going[^\n]*\nretry: 3000\n\n$/);
  });

  it("is over when its connection breaks, also in the middle of a write", async () => {
    await open.town.flux.step("event");
    const { socket, until } = ask(EVENTS);
    await until(hasFirst);
    socket.resetAndDestroy();
    while (open.stream.watching > 0) {
      await open.town.flux.step("event");
      await settled();
    }
    expect(await ask(EVENTS).until(hasFirst)).toContain("id: r1-1\n");
  });
});
