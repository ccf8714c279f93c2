import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Logger } from "../../src/server/logger.ts";
import type { ServerOptions } from "../../src/server/town-server.ts";
import { settled } from "../stream/held-clock.ts";
import { cleanUp } from "../stream/temporary.ts";
import { aPage } from "./a-page.ts";
import { openTown, SseReader } from "./open-town.ts";

/** Those who ask for much and take little. */

const TOWN = "/v1/town/smallville";
let open: Awaited<ReturnType<typeof openTown>>;
let log: KeptLog;

afterEach(async () => {
  await open.end();
  cleanUp();
});

async function serving(options: Partial<ServerOptions> = {}): Promise<string> {
  log = new KeptLog();
  open = await openTown({ log, ...options });
  return open.url;
}

/** What was logged, for those who wait for it. */
class KeptLog implements Logger {
  readonly paths: unknown[] = [];
  readonly errors: string[] = [];
  #written = () => {};

  info(facts: object): void {
    if ("path" in facts) this.paths.push(facts.path);
    this.#written();
  }

  warn(): void {}

  error(_: object, words: string): void {
    this.errors.push(words);
  }

  /** Until a request for the path has ended. */
  async ended(path: string): Promise<void> {
    while (!this.paths.includes(path)) await new Promise<void>((resolve) => (this.#written = resolve));
  }
}

function send(words: string): Socket {
  const socket = connect(Number(new URL(open.url).port), "127.0.0.1", () => socket.write(words));
  return socket.on("error", () => {});
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** A page with a file that no system takes off our hands: it is far larger than what sockets hold. */
function aLargePage(): string {
  const folder = aPage();
  writeFileSync(join(folder, "assets", "large.bin"), Buffer.alloc(48 * 1024 * 1024));
  return folder;
}

/** Asks for that file and takes no more than its beginning. */
async function takeLittle(): Promise<Socket> {
  const socket = send(get("/assets/large.bin"));
  await new Promise((resolve) => socket.once("data", resolve));
  return socket.pause();
}

describe("requests of one packet", () => {
  it("are answered in order, as many as may wait", async () => {
    await serving();
    const paths = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? "/healthz" : `/nowhere/${i}`));
    const socket = send(paths.map(get).join(""));
    let heard = "";
    const answers = () => heard.match(/HTTP\/1.1 \d+/g) ?? [];
    await new Promise<void>((resolve) => {
      socket.on("data", (chunk) => {
        heard += chunk;
        if (answers().length === paths.length) resolve();
      });
    });
    expect(answers()).toEqual(paths.map((path) => `HTTP/1.1 ${path === "/healthz" ? 200 : 404}`));
    socket.destroy();
  });

  it("never make work for more than one answer: whoever sends too many is cut off", async () => {
    await serving();
    let made = 0;
    const { town } = open;
    const snapshot = town.snapshot.bind(town);
    town.snapshot = () => {
      made++;
      return snapshot();
    };
    const socket = send(get(`${TOWN}/state`).repeat(300));
    await new Promise((resolve) => socket.resume().on("close", resolve));
    expect(made).toBeLessThanOrEqual(1);
    expect(open.hall.get("smallville").stream.watching).toBe(0);
  });

  it("can't stand behind a stream", async () => {
    await serving();
    const socket = send(get(`${TOWN}/events`).repeat(2));
    await new Promise((resolve) => socket.resume().on("close", resolve));
    await log.ended(`${TOWN}/events`);
    expect(log.paths).toHaveLength(1);
    await settled();
    expect(open.hall.get("smallville").stream.watching).toBe(0);
  });

  it("may have bodies", async () => {
    await serving();
    const body = '{"action":"step"}';
    const post = `POST ${TOWN}/control HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = send(post.repeat(5));
    let heard = "";
    await new Promise<void>((resolve) => {
      socket.on("data", (chunk) => {
        heard += chunk;
        if ((heard.match(/"seq":\d+/g) ?? []).length === 5) resolve();
      });
    });
    expect(heard.match(/"seq":\d+/g)).toEqual([1, 2, 3, 4, 5].map((seq) => `"seq":${seq}`));
    socket.destroy();
  });
});

describe("an answer that nobody takes", () => {
  it("is cut; a stream is not, nor whoever is still telling what they want", async () => {
    const url = await serving({ pageDir: aLargePage(), limits: { answerMs: 50 } });
    const reader = await SseReader.open(`${url}${TOWN}/events`);
    await reader.next();
    const body = '{"action":"step"}';
    const head = `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const slow = send(`POST ${TOWN}/control HTTP/1.1\r\n${head}${body.slice(0, 5)}`);
    let heard = "";
    const answered = new Promise<void>((resolve) => {
      slow.on("data", (chunk) => {
        heard += chunk;
        resolve();
      });
    });
    // Both began earlier, so their time would be over, too.
    await takeLittle();
    await log.ended("/assets/large.bin");
    slow.write(body.slice(5));
    await answered;
    expect(heard).toMatch(/^HTTP\/1.1 200 /);
    expect((await reader.next())?.event).toMatch(/^town\./);
    slow.destroy();
    reader.close();
  });

  it("is none of a stream's: its viewers have a time of their own", async () => {
    const url = await serving();
    const { stream } = open.hall.get("smallville");
    const serve = stream.serve.bind(stream);
    const served: ServerResponse[] = [];
    stream.serve = (response, wish) => {
      served.push(response);
      return serve(response, wish);
    };
    const reader = await SseReader.open(`${url}${TOWN}/events`);
    expect(served.map(({ socket }) => socket!.timeout)).toEqual([0]);
    reader.close();
  });

  it("leaves no room for others, when there are many; health and streams go on", async () => {
    const url = await serving({ pageDir: aLargePage(), limits: { answerBytes: 1024 * 1024 } });
    expect((await fetch(`${url}${TOWN}/state`)).status).toBe(200);
    const socket = await takeLittle();
    for (const path of [`${TOWN}/state`, "/v1/town", `${TOWN}/history`, "/"]) {
      const refused = await fetch(url + path);
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("5");
      expect(await refused.json()).toMatchObject({ code: "too_many" });
    }
    const paged = await fetch(`${url}${TOWN}/events`, { headers: { accept: "application/json" } });
    expect(paged.status).toBe(429);
    for (const path of ["/healthz", "/readyz"]) expect((await fetch(url + path)).status).toBe(200);
    expect((await open.post("control", { action: "step" })).status).toBe(200);
    const reader = await SseReader.open(`${url}${TOWN}/events`);
    expect((await reader.next())?.event).toBe("town.snapshot");
    reader.close();
    socket.destroy();
    await log.ended("/assets/large.bin");
    expect((await fetch(`${url}${TOWN}/state`)).status).toBe(200);
  });
});

describe("whoever leaves in the middle of a body", () => {
  it.each(["Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"])(
    "is no error of ours: %j",
    async (rest) => {
      await serving();
      const { hall } = open;
      const find = hall.get.bind(hall);
      // The town is looked up just before the body is read.
      const reading = new Promise<void>((resolve) => {
        hall.get = (id) => {
          resolve();
          return find(id);
        };
      });
      const head = `POST ${TOWN}/control HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
      const socket = send(head + rest);
      await reading;
      await settled();
      socket.destroy();
      await log.ended(`${TOWN}/control`);
      await settled();
      expect(log.errors).toEqual([]);
    },
  );
});

describe("a path that is escaped", () => {
  it.each([`${TOWN}/%65vents`, "/v1/town/small%76ille/events", "/%761/town/smallville/events"])(
    "leads to the stream as well: %s",
    async (path) => {
      const reader = await SseReader.open((await serving()) + path);
      expect(reader.response.headers.get("content-type")).toBe("text/event-stream");
      expect((await reader.next())?.event).toBe("town.snapshot");
      reader.close();
    },
  );

  it.each([
    [`${TOWN}/%73tate`, 200],
    ["/v1/town/small%76ille/citizens/%61lice", 200],
    ["/v1/town/smallville%2Fevents", 404],
    ["/v1/town/%ff/state", 400],
    ["/v1/town/%ff/events", 400],
    ["/%zz", 400],
  ])("is read the same by everyone: %s is answered %i", async (path, status) => {
    const url = await serving();
    expect((await fetch(url + path)).status).toBe(status);
  });
});
