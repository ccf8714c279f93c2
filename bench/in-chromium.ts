import { fileURLToPath } from "node:url";
import { chromium, type CDPSession, type Page } from "playwright-core";
import { build, type Rolldown } from "vite";

/** A page script of `bench/page/` in a headless Chromium of its own, and its main thread's clock. */
export type Bench = {
  readonly page: Page;
  /** Milliseconds that the page's main thread has worked since it was opened: script, layout, style and paint. */
  readonly busy: () => Promise<number>;
};

/** Bundles `bench/page/<entry>.page.ts`, opens it, and closes all when `work` is done. */
export async function inChromium(entry: string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const script = await bundle(fileURLToPath(new URL(`../../bench/page/${entry}.page.ts`, import.meta.url)));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--js-flags=--expose-gc"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.route("http://bench.test/**", (route) =>
      new URL(route.request().url()).pathname === "/script.js"
        ? route.fulfill({ contentType: "text/javascript", body: script })
        : route.fulfill({ contentType: "text/html", body: HTML }),
    );
    await page.goto("http://bench.test/");
    const session = await page.context().newCDPSession(page);
    // Of the thread: on a busy machine the wall clock counts what others do.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await work({ page, busy: () => taskMs(session) });
  } finally {
    await browser.close();
  }
}

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><body style="margin:0">
<div id="place" style="width:1280px;height:800px"></div><script type="module" src="script.js"></script>`;

async function bundle(entry: string): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: "error",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { write: false, rolldownOptions: { input: entry, output: { codeSplitting: false } } },
  })) as Rolldown.RolldownOutput;
  return result.output.find((chunk) => chunk.type === "chunk")!.code;
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
}
