import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { EventSource } from "eventsource";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SseDecoder, type SseMessage } from "../../../src/wire/sse.ts";
import { CutLine } from "./cut-line.ts";
import { heardOf, logOf, NEIGHBOURS, serveTown, type Served } from "./served.ts";

/** Programs of other people, each on its own way through the same hour: a town that lives, a line that breaks, an end. */
let served: Served;
let line: CutLine;
let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
beforeEach(async () => {
  served = await serveTown(NEIGHBOURS);
  line = await CutLine.to(served.server.url);
});
afterEach(async () => {
  child?.kill();
  child = undefined;
  await line.close();
  await served.end();
});

function start(command: string, ...args: readonly string[]) {
  const started = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  started.stderr.resume();
  child = started;
  return { stdout: started.stdout, exit: once(started, "exit").then(([code]) => code as number) };
}

/** Resolves with what was heard once `enough` of it holds. */
class Hearing {
  readonly messages: SseMessage[] = [];
  #look = () => {};

  hear(message: SseMessage): void {
    this.messages.push(message);
    this.#look();
  }

  /** Until the town's newest event has arrived. */
  toTheHead(): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (heardOf(this.messages).at(-1)?.[0] === `r1-${served.town.log.head}`) resolve();
      };
      this.#look();
    });
  }
}

/** Life before the client came, under its eyes, while the line was cut, and after. */
async function anHour(hearing: Hearing): Promise<void> {
  await hearing.toTheHead();
  await served.live(20);
  await hearing.toTheHead();
  line.cut();
  await served.live(10);
  await hearing.toTheHead();
  await served.live(10);
  await hearing.toTheHead();
}

describe("a client of the running server gets exactly the log", () => {
  it("curl -N, to the end of the town and with exit code 0; who has seen all is told so (204)", async () => {
    await served.live(30);
    const hearing = new Hearing();
    const { stdout, exit } = start("curl", "-sS", "-N", `${served.events()}?from=1`);
    const sse = new SseDecoder();
    stdout.setEncoding("utf8").on("data", (text: string) => {
      for (const message of sse.push(text)) hearing.hear(message);
    });
    await hearing.toTheHead();
    await served.live(20);
    await hearing.toTheHead();
    served.town.close();
    expect(await exit).toBe(0);
    expect(heardOf(hearing.messages)).toEqual(await logOf(served));

    const args = ["-sS", "-N", "-o", "-", "-w", "%{http_code}", "-H", `Last-Event-ID: ${sse.lastEventId}`];
    const again = start("curl", ...args, served.events());
    let said = "";
    again.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    expect(await again.exit).toBe(0);
    expect(said).toBe("204");
  });

  it("the eventsource package, resuming by itself over a cut line, until the town ends", async () => {
    await served.live(30);
    const hearing = new Hearing();
    const source = new EventSource(`${served.events(line.url)}?from=1`);
    try {
      const ended = new Promise((resolve) => {
        source.addEventListener("error", ({ code }) => code === 204 && resolve(code));
      });
      for (const event of NAMES) {
        source.addEventListener(event, ({ data, lastEventId: id }) => hearing.hear({ event, id, data }));
      }
      await anHour(hearing);
      served.town.close();
      expect(await ended).toBe(204);
      expect(source.readyState).toBe(EventSource.CLOSED);
      expect(heardOf(hearing.messages)).toEqual(await logOf(served));
      expect(line.made).toBe(3);
    } finally {
      source.close();
    }
  });

  it("Python's standard library, resuming over a cut line, until the town ends", async () => {
    await served.live(30);
    const hearing = new Hearing();
    const script = fileURLToPath(new URL("client.py", import.meta.url));
    const { stdout, exit } = start("python3", script, `${served.events(line.url)}?from=1`);
    createInterface(stdout).on("line", (text) => hearing.hear(JSON.parse(text)));
    await anHour(hearing);
    served.town.close();
    expect(await exit).toBe(0);
    expect(heardOf(hearing.messages)).toEqual(await logOf(served));
    expect(line.made).toBe(3);
  });
});

const NAMES = ["town.event", "town.status", "town.coalition", "town.eigenvector", "town.citizen"];
