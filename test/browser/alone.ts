import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { ServedTown } from "./serve-town.ts";

/** A widget by itself, as a notebook shows it: one module, a model of its own, and a real server that it connects to. */
export type Alone = {
  readonly page: Page;
  /** What the page threw, or the content security policy refused. */
  readonly faults: string[];
  get(trait: string): Promise<unknown>;
  set(trait: string, value: unknown): Promise<void>;
};

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A widget</title>
<style>:root { color-scheme: light dark; color: light-dark(#000, #fff); background: light-dark(#fbfaf8, #14161a); } body { margin: 16px; } h1 { font: 16px sans-serif; }</style>
<main><h1>A widget</h1><div id="place"></div></main><script type="module" src="alone.js"></script></html>`;
const SCRIPT = `import widget, { PageModel } from "./widget.js";
window.model = new PageModel(window.traits);
window.close = widget.render({ model: window.model, el: document.querySelector("#place") });`;
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:";

const MODULE = fileURLToPath(new URL("../../dist/notebook/agent-town.js", import.meta.url));

/**
 * Opens a widget of the module that notebooks load, by its name there, on a page of the served town's own origin.
 * @param traits what its model begins with, besides the town `smallville`
 */
export async function openAlone(
  browser: Browser,
  town: ServedTown,
  name: string,
  traits: Readonly<Record<string, unknown>> = {},
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Alone> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const files: Readonly<Record<string, string>> = { "alone.js": SCRIPT, "widget.js": await readFile(MODULE, "utf8") };
  await page.route(`${town.url}/*.js`, (route) => {
    const body = files[new URL(route.request().url()).pathname.slice(1)] ?? "";
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await page.route(`${town.url}/alone.html`, (route) =>
    route.fulfill({ contentType: "text/html", body: HTML, headers: { "content-security-policy": POLICY } }),
  );
  await page.addInitScript((given) => Object.assign(window, { traits: given }), {
    _widget: name,
    town: "smallville",
    ...traits,
  });
  await page.goto(`${town.url}/alone.html`);
  type Held = { model: { get(key: string): unknown; set(key: string, value: unknown): void } };
  return {
    page,
    faults,
    get: (trait) => page.evaluate((key) => (window as unknown as Held).model.get(key), trait),
    set: (trait, value) =>
      page.evaluate(([key, next]) => (window as unknown as Held).model.set(key, next), [trait, value] as const),
  };
}
