import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { faultsOf, type Host } from "./host.ts";
import { KernelTap } from "./kernel-tap.ts";
import type { Notebook } from "./notebook-laws.ts";
import { startPython, type Program } from "./program.ts";

const STAGE = fileURLToPath(new URL("stage.py", import.meta.url));

/**
 * @param mode `run` shows a notebook as an application, `edit` with its code
 * @param notebook a copy of it is served, since marimo writes beside what it shows
 */
function startMarimo(mode: "run" | "edit", notebook: string, town: { readonly url: string }): Promise<Program> {
  const args = (port: number, home: string) => {
    mkdirSync(join(home, "marimo"));
    // The theme as the browser's system has it (unasked, marimo is light); all cells run when a page is opened.
    writeFileSync(
      join(home, "marimo/marimo.toml"),
      '[display]\ntheme = "system"\n[runtime]\nauto_instantiate = true\n',
    );
    const copy = join(home, basename(notebook));
    copyFileSync(notebook, copy);
    const quiet = mode === "edit" ? ["--skip-update-check"] : [];
    return ["marimo", mode, copy, "--headless", "--no-token", "--port", `${port}`, ...quiet];
  };
  return startPython(args, town);
}

/** The notebook of the repository, as `marimo run` or `marimo edit` shows it. */
export async function marimoNotebook(
  mode: "run" | "edit",
  browser: Browser,
  town: { readonly url: string },
): Promise<Notebook> {
  const program = await startMarimo(mode, fileURLToPath(new URL("../../../notebooks/town.py", import.meta.url)), town);
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 }, colorScheme: "light" });
  const faults = faultsOf(page);
  const kernel = new KernelTap(page, program.origin);
  await page.goto(program.origin);
  const press = (label: string) =>
    page.locator("marimo-button").getByRole("button", { name: label, exact: true }).click();
  return {
    page,
    faults,
    kernel,
    table: page.locator("marimo-table table").first(),
    detail: page.locator("marimo-slider", { hasText: "Level of detail" }).getByRole("slider"),
    press,
    choose: (operation) => page.getByLabel("Let those you chose").selectOption(operation),
    async sweep() {
      await press("Live them");
      return page.locator("marimo-vega, .vega-embed").nth(2);
    },
    // What a cell raised an application hides from its guests and tells its terminal; the editor shows it.
    errors: async () => [
      ...(program.said().match(/^\w*(Error|Exception): .*/gm) ?? []),
      ...(await page.getByText("Traceback (most recent call last)").allInnerTexts()),
    ],
    async again() {
      // An application has no other way than to be opened anew; else the cell that makes the widgets, and so all that read them.
      if (mode === "run") await page.reload();
      else await page.locator(".cm-content", { hasText: "picture = town.scatter" }).press("ControlOrMeta+Enter");
    },
    close: () => program.stop(),
  };
}

/** `marimo run` on the stage: each page has a kernel of its own. */
export async function marimoHost(browser: Browser, town: { readonly url: string }): Promise<Host> {
  const program = await startMarimo("run", STAGE, town);
  return {
    name: "marimo",
    stop: () => program.stop(),
    async open(models) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
      const faults = faultsOf(page);
      const kernel = new KernelTap(page, program.origin);
      await page.goto(`${program.origin}/?models=${encodeURIComponent(JSON.stringify(models))}`);
      const input = page.getByLabel("Python");
      let turn = 0;
      /** Types Python and waits until the kernel has run it. What it said, a line each. */
      const python = async (code: string) => {
        const end = `end of turn ${++turn}`;
        await input.fill(`${code}; say(${JSON.stringify(end)})`);
        await input.press("Enter");
        const said = page.locator("pre", { hasText: end });
        await said.waitFor({ state: "attached" });
        return (await said.textContent())!.replace(end, "").trim();
      };
      await python("pass");
      return {
        page,
        faults,
        kernel,
        async show(...names) {
          // Emptied first: a cell that runs again with the same output keeps it on the page.
          for (const shown of [[], names]) {
            await python(`set_shown(${JSON.stringify(shown)})`);
            await page.waitForFunction((n) => document.querySelectorAll("marimo-anywidget").length === n, shown.length);
          }
        },
        async set(name, traits) {
          const json = JSON.stringify(JSON.stringify(traits));
          await python(`assign(models["${name}"], ${json})`);
        },
        async get(name, trait) {
          return JSON.parse(await python(`say(json.dumps(models["${name}"].${trait}))`));
        },
        listening: () => page.evaluate(() => listening),
        async dress(theme) {
          await page.emulateMedia({ colorScheme: theme });
        },
        close: () => page.close(),
      };
    },
  };
}
