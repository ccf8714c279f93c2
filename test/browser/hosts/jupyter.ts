import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { faultsOf, type Host } from "./host.ts";
import { KernelTap } from "./kernel-tap.ts";
import type { Notebook } from "./notebook-laws.ts";
import { startPython, type Program } from "./program.ts";

/** JupyterLab on a folder of its own, `work`, in which notebooks are put to be opened. */
type Jupyter = Program & { readonly work: string };

/** Nobody logs in and nobody asks for news; `jupyterapp` on its pages lets tests say what menus say. */
async function startJupyter(town: { readonly url: string }): Promise<Jupyter> {
  let work = "";
  const program = await startPython((port, home) => {
    work = join(home, "work");
    mkdirSync(work);
    mkdirSync(join(home, "labconfig"));
    const disabledExtensions = { "@jupyterlab/apputils-extension:announcements": true };
    writeFileSync(join(home, "labconfig/page_config.json"), JSON.stringify({ disabledExtensions }));
    const plain = ["--no-browser", "--allow-root", "--expose-app-in-browser", "--IdentityProvider.token="];
    return [
      "jupyterlab",
      ...plain,
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${work}`,
    ];
  }, town);
  return { ...program, work };
}

/** Opens a notebook of the folder by itself, and waits for its kernel. */
async function openNotebook(page: Page, { origin }: Jupyter, name: string): Promise<void> {
  await page.goto(`${origin}/doc/tree/${name}`);
  await page.waitForFunction(
    () => (window as Lab).jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
  );
}

/** One of JupyterLab's commands, as its menus run them. */
async function command(page: Page, id: string, args: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.evaluate(([id, args]) => (window as Lab).jupyterapp!.commands.execute(id, args), [id, args] as const);
}

/** Runs Python in the notebook's kernel without a cell. @returns what it printed @throws what it raised */
function python(page: Page, code: string): Promise<string> {
  return page.evaluate(async (code) => {
    const { kernel } = (window as Lab).jupyterapp!.shell.currentWidget!.sessionContext!.session!;
    const run = kernel.requestExecute({ code, store_history: false });
    let said = "";
    run.onIOPub = ({ header, content }) => {
      if (header.msg_type === "stream") said += content.text;
    };
    const { content } = await run.done;
    if (content.status === "error") throw new Error(`${content.ename}: ${content.evalue}`);
    return said.trim();
  }, code);
}

/** A notebook file with these cells of code. */
function notebookOf(...cells: readonly string[]): string {
  const code = (source: string, i: number) => ({
    cell_type: "code",
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  });
  const kernelspec = { name: "python3", display_name: "Python 3 (ipykernel)", language: "python" };
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: cells.map(code) });
}

/** The notebook of the repository, in JupyterLab. */
export async function jupyterNotebook(browser: Browser, town: { readonly url: string }): Promise<Notebook> {
  const jupyter = await startJupyter(town);
  copyFileSync(
    fileURLToPath(new URL("../../../notebooks/town.ipynb", import.meta.url)),
    join(jupyter.work, "town.ipynb"),
  );
  // High enough for all of it: what is out of sight JupyterLab does not draw.
  const page = await browser.newPage({ viewport: { width: 1280, height: 5000 } });
  const faults = faultsOf(page);
  const kernel = new KernelTap(page, jupyter.origin);
  await openNotebook(page, jupyter, "town.ipynb");
  const again = () => command(page, "notebook:run-all-cells");
  await again();
  return {
    page,
    faults,
    kernel,
    table: page.locator(".jp-OutputArea-output .dataframe"),
    detail: page.locator(".widget-slider", { hasText: "Detail" }).getByRole("slider"),
    press: (label) => page.locator(".widget-button").getByText(label, { exact: true }).click(),
    choose: (operation) => page.getByLabel("Let them").selectOption(operation),
    sweep: () => Promise.resolve(page.locator(".jp-Cell").last().locator("img")),
    errors: () => page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allInnerTexts(),
    again,
    close: () => jupyter.stop(),
  };
}

/** JupyterLab: each place is a notebook of its own, whose last cell shows the views. */
export async function jupyterHost(browser: Browser, town: { readonly url: string }): Promise<Host> {
  const jupyter = await startJupyter(town);
  let opened = 0;
  return {
    name: "jupyter",
    stop: () => jupyter.stop(),
    async open(models) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const faults = faultsOf(page);
      const kernel = new KernelTap(page, jupyter.origin);
      const name = `stage-${++opened}.ipynb`;
      writeFileSync(join(jupyter.work, name), notebookOf("display(*(models[name] for name in shown))"));
      await openNotebook(page, jupyter, name);
      const asked = JSON.stringify(JSON.stringify(models));
      await python(page, `import json\nfrom stage_models import assign, make\nmodels = make(${asked})\nshown = []`);
      return {
        page,
        faults,
        kernel,
        async show(...names) {
          await python(page, `shown = ${JSON.stringify(names)}`);
          await command(page, "notebook:run-cell");
        },
        async set(name, traits) {
          await python(page, `assign(models["${name}"], ${JSON.stringify(JSON.stringify(traits))})`);
        },
        async get(name, trait) {
          return JSON.parse(await python(page, `print(json.dumps(models["${name}"].${trait}))`));
        },
        listening: () => page.evaluate(() => listening),
        dress: (theme) =>
          command(page, "apputils:change-theme", { theme: theme === "dark" ? "JupyterLab Dark" : "JupyterLab Light" }),
        async close() {
          await command(page, "notebook:shutdown-kernel").catch(() => {});
          await page.close();
        },
      };
    },
  };
}

type Said = { readonly header: { readonly msg_type: string }; readonly content: { readonly text: string } };
type Reply = { readonly content: { readonly status: string; readonly ename: string; readonly evalue: string } };
type Kernel = {
  readonly status: string;
  requestExecute(request: { readonly code: string; readonly store_history: boolean }): {
    onIOPub: (message: Said) => void;
    readonly done: Promise<Reply>;
  };
};
type Lab = Window & {
  readonly jupyterapp?: {
    readonly commands: { execute(id: string, args: object): Promise<unknown> };
    readonly shell: {
      readonly currentWidget?: { readonly sessionContext?: { readonly session?: { readonly kernel: Kernel } } };
    };
  };
};
