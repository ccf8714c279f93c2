import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import * as fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CutLine } from "../server/conformance/cut-line.ts";
import { cutAt, hostileStream } from "../server/conformance/hostile-stream.ts";
import { heardOf, logOf, NEIGHBOURS, serveTown, type Served } from "../server/conformance/served.ts";
import { interpret, type Interpretation } from "../server/conformance/whatwg.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { launchChromium } from "./chromium.ts";
import { until } from "./until.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const HTML = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Town</title><ul></ul></html>';

describe("Chromium's EventSource follows the running server", () => {
  let served: Served;
  let line: CutLine;
  let page: Page;
  beforeAll(async () => {
    const index = temporary("index.html");
    writeFileSync(index, HTML);
    served = await serveTown(NEIGHBOURS, { pageDir: dirname(index) });
    line = await CutLine.to(served.server.url);
    page = await browser.newPage();
    await page.goto(line.url);
  });
  afterAll(async () => {
    await page.close();
    await line.close();
    await served.end();
    cleanUp();
  });

  const read = () => page.evaluate(() => (window as unknown as { hearing: Hearing }).hearing);
  const arrived = () =>
    until(async () => heardOf((await read()).messages).at(-1)?.[0]).toBe(`r1-${served.town.log.head}`);

  it("through a cut, which it mends by itself with the last id, to the end of the town, where it stays away", async () => {
    await served.live(30);
    await page.evaluate(listen, { path: new URL(served.events()).pathname, names: NAMES });
    await arrived();
    await served.live(20);
    await arrived();
    line.cut();
    await served.live(10);
    await arrived();
    await served.live(10);
    await arrived();
    served.town.close();
    await until(async () => (await read()).closed).toBe(true);

    const { messages, opened } = await read();
    expect(heardOf(messages)).toEqual(await logOf(served));
    // The cut made a second one necessary; the question after the end was answered with 204, which opens nothing.
    expect(opened).toBe(2);
    expect(JSON.parse(messages.at(-1)!.data)).toMatchObject({ type: "town_status", kind: "finished" });
  });

  it("and has shown whatever names came as text", async () => {
    const shown = await page.locator("li").allTextContents();
    const told = (await logOf(served)).map(([, text]) => JSON.parse(text) as { message?: string });
    expect(shown).toEqual(told.flatMap(({ message }) => message ?? []));
    expect(shown.some((text) => text.includes("</script>"))).toBe(true);
    expect(await page.locator("script").count()).toBe(0);
  });
});

const NAMES = ["town.event", "town.status", "town.coalition", "town.eigenvector", "town.citizen"];

type Hearing = { readonly messages: { id: string; data: string }[]; opened: number; closed: boolean };

/** In the page: listens, keeps what it hears, and shows the messages. */
function listen({ path, names }: { path: string; names: readonly string[] }): void {
  const hearing: Hearing = { messages: [], opened: 0, closed: false };
  Object.assign(window, { hearing });
  const source = new EventSource(`${path}?from=1`);
  source.addEventListener("open", () => hearing.opened++);
  source.addEventListener("error", () => (hearing.closed = source.readyState === EventSource.CLOSED));
  for (const name of names) {
    source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      hearing.messages.push({ id: lastEventId, data });
      const { message } = JSON.parse(data) as { message?: string };
      if (message === undefined) return;
      const item = document.createElement("li");
      item.textContent = message;
      document.querySelector("ul")!.append(item);
    });
  }
}

describe("Chromium reads any bytes, cut anywhere", () => {
  let server: Server;
  let page: Page;
  let pieces: readonly Uint8Array[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url !== "/stream") return void response.setHeader("content-type", "text/html").end(HTML);
      response.socket!.setNoDelay(true);
      response.setHeader("content-type", "text/event-stream");
      for (const piece of pieces) response.write(piece);
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  });

  it("as the standard's own steps read them, and so as we do", async () => {
    await fc.assert(
      fc.asyncProperty(hostileStream, async ({ stream, cuts }) => {
        pieces = cutAt(stream, cuts);
        const { messages } = interpret(stream);
        expect(await page.evaluate(readStream, [...new Set(messages.map(({ event }) => event))])).toEqual(messages);
      }),
      { numRuns: 200 },
    );
  });
});

/** In the page: the messages of these names up to the stream's end. */
function readStream(names: readonly string[]): Promise<Interpretation["messages"]> {
  return new Promise((resolve) => {
    const messages: { event: string; data: string; id: string }[] = [];
    const source = new EventSource("/stream");
    for (const name of new Set(["message", ...names])) {
      source.addEventListener(name, ({ type, data, lastEventId }: MessageEvent<string>) =>
        messages.push({ event: type, data, id: lastEventId }),
      );
    }
    source.addEventListener("error", () => {
      source.close();
      resolve(messages);
    });
  });
}
