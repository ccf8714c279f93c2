import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";

/**
 * Claims: in marimo a town's picture is there as soon as the least that a widget can be; and what happens in the town costs the notebook's
 * kernel nothing, where a widget that is sent the state at each event costs it 32 MB a minute.
 *
 *     a trivial widget painted after 6705 ms, a town's picture after 6251 ms: 0.93 times as long
 *     in a minute through the kernel: ours 0 messages, 0 KB; naive 571 messages, 33,144 KB
 *
 * From opening the page of `marimo run` on this machine, with a new kernel and an empty cache each time, to 25 citizens drawn, and to a line
 * of text by a widget of ten lines; in turns, medians of 5. Nearly all of it is marimo beginning, on a busy machine of two cores: the two differ by
 * less than one of them does from time to time. Then a town of 25 at eight times its pace, some 340 events a minute.
 */
const TIMES = 5;
const MINUTE = 60_000;
const SPEED = 8;
const home = fileURLToPath(new URL("../../", import.meta.url));
const wheel = (await import(`${home}scripts/wheel.mjs`)) as { buildContents(): Promise<void> };
const python = (await import(`${home}scripts/python.mjs`)) as { findPython(): string };
await wheel.buildContents();

const folder = mkdtempSync(join(tmpdir(), "agent-town-bench-"));
const town = spawn(process.execPath, [`${home}bin/agent-town.mjs`, "serve", "--port", "0", "--speed", `${SPEED}`]);
const url = await said(town, /http:\/\/\S+/);
const marimo = spawn(
  python.findPython(),
  ["-m", "marimo", "run", `${home}bench/notebook/stage.py`, "--headless", "--no-token", "--port", "27180"],
  { env: { ...process.env, HOME: folder, PYTHONPATH: `${home}python`, AGENT_TOWN_URL: url } },
);
const notebook = await said(marimo, /http:\/\/\S+/);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
try {
  const PAINTED = { ours: "[data-citizen]:nth-child(25)", trivial: ".painted", naive: ".painted" };
  const open = (page: Awaited<ReturnType<Browser["newPage"]>>, widget: keyof typeof PAINTED) =>
    page
      .goto(`${notebook}/?widget=${widget}`)
      .then(() => page.locator(PAINTED[widget]).first().waitFor({ state: "attached" }));

  const times = { ours: [] as number[], trivial: [] as number[] };
  for (let i = 0; i <= TIMES; i++) {
    for (const widget of ["trivial", "ours"] as const) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const began = performance.now();
      await open(page, widget);
      // The first of each warms the disk's cache, and is not counted.
      if (i > 0) times[widget].push(performance.now() - began);
      await context.close();
    }
  }
  const [ours, trivial] = [median(times.ours), median(times.trivial)];
  console.log(
    `a trivial widget painted after ${trivial.toFixed(0)} ms, a town's picture after ${ours.toFixed(0)} ms: ${(ours / trivial).toFixed(2)} times as long`,
  );

  for (const widget of ["ours", "naive"] as const) {
    const page = await browser.newPage();
    const passed = { messages: 0, bytes: 0 };
    const count = (length: number) => {
      passed.messages++;
      passed.bytes += length;
    };
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => count(payload.length));
      socket.on("framesent", ({ payload }) => count(payload.length));
    });
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().startsWith(notebook)) count(request.postData()?.length ?? 0);
    });
    await open(page, widget);
    await sleep(3000);
    Object.assign(passed, { messages: 0, bytes: 0 });
    await sleep(MINUTE);
    const { messages, bytes } = passed;
    console.log(`${widget}: ${messages} messages, ${(bytes / 1024).toFixed(0)} KB in a minute through the kernel`);
    await page.close();
  }
} finally {
  await browser.close();
  marimo.kill();
  town.kill();
  rmSync(folder, { recursive: true, force: true });
}

function said(child: ChildProcess, words: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const listen = (chunk: Buffer) => {
      heard += chunk.toString();
      const found = words.exec(heard);
      if (found) resolve(found[0].replace("localhost", "127.0.0.1"));
    };
    child.stdout!.on("data", listen);
    child.stderr!.on("data", listen);
    child.on("exit", (code) => reject(new Error(`it ended with ${code}: ${heard}`)));
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
