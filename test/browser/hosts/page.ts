import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { faultsOf, type Host } from "./host.ts";
import { KernelTap } from "./kernel-tap.ts";

const MODULE = fileURLToPath(new URL("../../../dist/notebook/agent-town.js", import.meta.url));

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Widgets</title>
<style>:root { color-scheme: light dark; background: light-dark(#fff, #111); }</style><main></main>
<script type="module">
import widget, { PageModel } from "./agent-town.js";
Object.assign(window, { stage: { widget, PageModel, models: {}, views: [] } });
</script></html>`;

/** A plain page of another origin than the town's, whose script makes models and views as a notebook would. */
export async function pageHost(browser: Browser, { url }: { readonly url: string }): Promise<Host> {
  const module = await readFile(MODULE);
  // A real one: what a browser lets a page of this machine fetch from this machine, it does not let one that a test makes up.
  const server = createServer(({ url }, response) => {
    const [type, body] = url === "/agent-town.js" ? ["text/javascript", module] : ["text/html", HTML];
    response.setHeader("content-type", type).end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: "page",
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async open(models) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const faults = faultsOf(page);
      await page.goto(origin);
      await page.waitForFunction(() => "stage" in window);
      await page.evaluate(
        ([models, url]) => {
          for (const [name, { widget, town, traits }] of Object.entries(models))
            stage.models[name] = new stage.PageModel({ _widget: widget, _room: "1", url, town, ...traits });
        },
        [models, url] as const,
      );
      return {
        page,
        faults,
        kernel: new KernelTap(page, origin),
        async show(...names) {
          await page.evaluate((names) => {
            for (const close of stage.views.splice(0)) close();
            document.querySelector("main")!.replaceChildren();
            for (const name of names) {
              const el = document.createElement("div");
              stage.views.push(stage.widget.render({ model: stage.models[name], el }));
              // Only now, as Jupyter does.
              document.querySelector("main")!.append(el);
            }
          }, names);
        },
        async set(name, traits) {
          await page.evaluate(
            ([name, traits]) => {
              for (const [key, value] of Object.entries(traits)) stage.models[name].set(key, value);
            },
            [name, traits] as const,
          );
        },
        get: (name, trait) => page.evaluate(([name, trait]) => stage.models[name].get(trait), [name, trait] as const),
        listening: () =>
          page.evaluate(() => Object.values(stage.models).reduce((sum, { listening }) => sum + listening, 0)),
        dress: (theme) => page.emulateMedia({ colorScheme: theme }),
        close: () => page.close(),
      };
    },
  };
}

declare global {
  /** Made by the page. */
  const stage: {
    readonly PageModel: new (traits: object) => Model;
    readonly widget: { render(view: { model: Model; el: HTMLElement }): () => void };
    readonly models: Record<string, Model>;
    readonly views: (() => void)[];
  };
}

type Model = { readonly listening: number; get(key: string): unknown; set(key: string, value: unknown): void };
