import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build, type Rolldown } from "vite";

/** A page's script as one self-contained module: what a notebook or a page would load. */
export async function bundle(entry: string): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const result = (await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      rolldownOptions: { input: entry, output: { codeSplitting: false }, preserveEntrySignatures: "exports-only" },
    },
  })) as Rolldown.RolldownOutput;
  return result.output.find((chunk) => chunk.type === "chunk")!.code;
}

const ORIGIN = "http://scatter.test/";
const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Scatter</title>
<style>:root { color-scheme: light dark; color: light-dark(#000, #fff); background: light-dark(#fbfaf8, #14161a); } body { margin: 16px; } h1 { font: 16px sans-serif; }</style>
<main><h1>Scatter</h1><div id="place"></div></main><script type="module" src="script.js"></script></html>`;

/**
 * A page with the script loaded, served without a socket and under a strict content security policy. Whatever the page
 * throws, or the policy refuses, ends up in `faults`.
 */
export async function openStage(
  browser: Browser,
  script: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.route(`${ORIGIN}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/script.js") return route.fulfill({ contentType: "text/javascript", body: script });
    if (pathname === "/")
      return route.fulfill({ contentType: "text/html", body: HTML, headers: { "content-security-policy": POLICY } });
    return route.fulfill({ status: 204 });
  });
  await page.goto(ORIGIN);
  await page.waitForFunction(() => "scatter" in window);
  return { page, faults };
}

/** Scripts and connections only from here; the page's own style is the test's, hence inline styles are allowed. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self' http://towns.test; style-src 'unsafe-inline'";

const AXE = fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url));

/** What axe-core finds wrong with a page, one line for each rule. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run();
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(", ")})`);
  });
}

type Axe = { run(): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> };
