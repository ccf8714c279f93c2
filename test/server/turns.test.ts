import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Turns } from "../../src/server/turns.ts";

/** Two may wait. Whoever asks for `/now` is answered at once, for `/later` by `release`, for `/ever` never. */
let turns: Turns;
let begun: string[] = [];
let underWay: ServerResponse[] = [];
/** The most that were under way at a time. */
let atOnce = 0;
let heard: () => void = () => {};

const server = createServer((request, response) => {
  turns.take(response, () => {
    begun.push(request.url!);
    underWay.push(response);
    atOnce = Math.max(atOnce, underWay.length);
    response.once("close", () => (underWay = underWay.filter((one) => one !== response)));
    if (request.url!.startsWith("/now")) response.end(`${request.url}\n`);
    if (request.url === "/ever" && turns.goesOn(response)) response.writeHead(200).write("on and on");
    heard();
  });
});

beforeEach(async () => {
  [turns, begun, atOnce] = [new Turns(2), [], 0];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Sends requests for these paths in one packet. */
function send(...paths: readonly string[]): Socket {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: town\r\n\r\n`).join(""));
  return socket;
}

/** Until so many have begun. */
async function begin(count: number): Promise<void> {
  while (begun.length < count) await new Promise<void>((resolve) => (heard = resolve));
}

const cut = (socket: Socket) => new Promise((resolve) => socket.resume().on("close", resolve));
const gone = async () => {
  while (turns.responses().length > 0) await new Promise((resolve) => setImmediate(resolve));
};

describe("turns", () => {
  it("are taken one after the other: what waits begins when the answer before has gone", async () => {
    const socket = send("/later", "/later?2", "/now");
    await begin(1);
    expect(begun).toEqual(["/later"]);
    underWay[0].end("one\n");
    await begin(2);
    expect(begun).toEqual(["/later", "/later?2"]);
    underWay[0].setHeader("Connection", "close").end("two\n");
    const bodies = (await text(socket)).split("\r\n").filter((line) => /^(one|two)\n/.test(line));
    expect(bodies.map((body) => body.slice(0, 3))).toEqual(["one", "two"]);
    // The connection ended with the second.
    expect(begun).toHaveLength(2);
    await gone();
  });

  it("are lost with the connection by whoever sends more than may wait", async () => {
    const sockets = [
      send("/later", "/now", "/now"),
      send("/later", "/now", "/now", "/now", ...Array(200).fill("/now")),
    ];
    await cut(sockets[1]);
    await begin(2);
    expect(begun).toEqual(["/later", "/later"]);
    while (underWay.length > 1) await new Promise((resolve) => setImmediate(resolve));
    expect(sockets[0].destroyed).toBe(false);
    expect(underWay).toHaveLength(1);
  });

  it.each([
    ["behind one that goes on", ["/ever", "/now"], ["/ever"]],
    ["behind one that will go on when its turn comes", ["/now", "/ever", "/now"], ["/now", "/ever"]],
  ])("are lost with the connection by whoever waits %s", async (_, paths, expected) => {
    await cut(send(...paths));
    expect(begun).toEqual(expected);
    await gone();
  });

  it("one that goes on has the connection until that ends, and is not among what is held", async () => {
    const socket = send("/ever");
    await begin(1);
    expect(turns.held).toBe(0);
    expect(turns.on(underWay[0].socket!)).toBe(underWay[0]);
    socket.destroy();
    await gone();
  });

  it("count what is made and not taken", async () => {
    const socket = send("/later").pause();
    await begin(1);
    const [response] = underWay;
    expect(turns.held).toBe(0);
    response.cork();
    response.write(Buffer.alloc(1000));
    expect(turns.held).toBeGreaterThanOrEqual(1000);
    response.end();
    await gone();
    expect(turns.held).toBe(0);
    socket.destroy();
  });

  it("never begin once the connection has ended, and leave nothing on it", async () => {
    const socket = send("/later", "/now", "/now");
    await begin(1);
    const connection = underWay[0].socket!;
    const listeners = connection.listenerCount("close");
    socket.destroy();
    await gone();
    expect(begun).toEqual(["/later"]);
    expect(turns.on(connection)).toBeUndefined();
    const alone = send("/later");
    await begin(2);
    expect(underWay[0].socket!.listenerCount("close")).toBe(listeners);
    alone.destroy();
  });

  it("come in the order of asking, one at a time, whoever else asks", async () => {
    const paths = fc.array(fc.nat(99), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(paths, async (numbers) => {
        begun = [];
        const socket = send(...numbers.map((n) => `/now?${n}`));
        await begin(numbers.length);
        expect(begun).toEqual(numbers.map((n) => `/now?${n}`));
        socket.destroy();
        await gone();
      }),
      { numRuns: 30 },
    );
    expect(atOnce).toBe(1);
  });
});
