/**
 * Makes the pictures of the documentation again: `npm run screens`. The town of the documentation (seed 7) between evening and night of
 * day 3, when four coalitions, three bridges and one unaffiliated citizen are to be seen, in both themes: the page on four screens,
 * each panel, and each state that the page can be in with its town; and the notebooks, in marimo and JupyterLab.
 */
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findPython } from "./python.mjs";
import { buildContents } from "./wheel.mjs";

const home = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FOLDER = home("docs/screens");
const THEMES = ["light", "dark"];
const WIDTHS = { phone: [360, 740], tablet: [768, 1024], town: [1280, 800], wide: [2560, 1440] };
const PANELS = ["citizens", "coalitions", "society", "measures", "perturb"];

mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) rmSync(`${FOLDER}/${file}`);
const servers = [];
/** Homes of notebook servers, to be removed with them. */
const homes = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  await screens();
  await notebooks();
} finally {
  await browser.close();
  for (const server of servers) server.kill("SIGKILL");
  for (const folder of homes) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function screens() {
  const { town, server } = await serve();
  await runUntil(town, "day:3/evening");
  await command(town, { action: "speed", speed: 0.5 });
  for (const theme of THEMES) {
    const open = (size, search = "") => openPage(town, theme, size, search);
    for (const [name, size] of Object.entries(WIDTHS)) {
      const page = await open(size);
      // Some of the evening is watched, so that the page is live and knows how fast the town goes.
      await command(town, { action: "resume" });
      await page.locator('.status[data-kind="live"]').waitFor();
      await page.locator('[data-fact="rate"]', { hasText: /\d/ }).waitFor();
      await command(town, { action: "pause" });
      await page.locator('.status[data-kind="paused"]').waitFor();
      await shoot(page, `${name}-${theme}`);
    }
    for (const panel of PANELS) {
      const page = await open(WIDTHS.town, `?panel=${panel}&selected=clara,eve&pinned=clara,eve&lod=3`);
      await page.locator(`[data-room="${panel}"] .root`).waitFor();
      await shoot(page, `panel-${panel}-${theme}`);
    }
    await shoot(await open(WIDTHS.town, "?projection=umap&trails=true"), `umap-${theme}`, "neighbours kept");
  }
  await states(town, server);
}

/** What the header and the picture say in each state; of one theme and small, since only words and marks differ. */
async function states(town, server) {
  const state = async (kind, page) => {
    await page.locator(`.status[data-kind="${kind}"]`).waitFor();
    await shoot(page, `state-${kind}`);
  };
  const size = [960, 540];
  await state("paused", await openPage(town, "light", size));
  await state("behind", await openPage(town, "light", size, "?at=100"));
  await state("connecting", await openBy(town, size, () => {}));
  await state("replay", await openRecording(size));

  // A line that twists what it carries.
  const line = await twisting(town);
  line.twist = (text) => text.replaceAll('"degraded":null', '"degraded":"nats"');
  const degraded = await openPage(line.town, "light", size);
  await degraded.locator(".degraded summary").click();
  await degraded.locator(".plight").waitFor();
  await shoot(degraded, "state-degraded");
  line.twist = (text) => text;
  const stale = await browser.newPage({ viewport: { width: size[0], height: size[1] } });
  await stale.clock.install();
  await stale.addInitScript(() => localStorage.setItem("agent-town-hint", "seen"));
  await stale.goto(new URL("/", line.town).href);
  await stale.locator('[role="option"]').first().waitFor({ state: "attached" });
  line.twist = () => "";
  await stale.route("**/events*", () => {});
  await stale.clock.runFor(36_000);
  await state("stale", stale);
  line.server.closeAllConnections();
  line.server.close();

  const failed = await openBy(town, size, (route) =>
    route.fulfill({
      status: 403,
      json: { code: "forbidden", status: 403, title: "Forbidden", detail: "this town is not for you" },
    }),
  );
  await state("failed", failed);
  const away = await openPage(town, "light", size);
  server.kill("SIGKILL");
  await state("reconnecting", away);
  const other = await serve();
  const finished = await openPage(other.town, "light", size);
  await fetch(other.town, { method: "DELETE" });
  await state("finished", finished);
}

/** A recording of two days, as it opens from disk. */
async function openRecording([width, height]) {
  const folder = mkdtempSync(join(tmpdir(), "agent-town-screens-"));
  const run = (...args) =>
    spawnSync(process.execPath, [home("bin/agent-town.mjs"), ...args], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  run("run", "--days", "2", "--seed", "7", "--out", "run.ndjson");
  run("export", "run.ndjson", "--format", "html", "--to", "run.html");
  const page = await browser.newPage({ viewport: { width, height } });
  await page.addInitScript(() => localStorage.setItem("agent-town-hint", "seen"));
  await page.goto(`file://${join(folder, "run.html")}`);
  await page.locator('[role="option"]').first().waitFor({ state: "attached" });
  rmSync(folder, { recursive: true });
  return page;
}

/** The same town behind a server that may say other things than it does. */
async function twisting(town) {
  const line = { twist: (text) => text };
  const pass = async (request, response) => {
    const answer = await fetch(new URL(request.url, town));
    const { headers, status, body } = answer;
    const type = headers.get("content-type") ?? "";
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    const isText = /json|event-stream/.test(type);
    try {
      for await (const chunk of body) response.write(isText ? line.twist(Buffer.from(chunk).toString()) : chunk);
    } catch {
      // Somebody hung up.
    }
    response.end();
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(line, { server, town: `http://127.0.0.1:${server.address().port}/v1/town/smallville` });
}

async function openBy(town, [width, height], answer) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.route("**/events*", answer);
  await page.goto(new URL("/", town).href);
  return page;
}

async function openPage(town, colorScheme, [width, height], search = "") {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.addInitScript(() => localStorage.setItem("agent-town-hint", "seen"));
  await page.goto(new URL(`/${search}`, town).href);
  await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
  return page;
}

/** Once all is still. */
async function shoot(page, name, words = "") {
  if (words) await page.locator('[data-room="scatter"]', { hasText: words }).waitFor();
  const surface = page.locator('[data-room="scatter"] .surface');
  if ((await surface.count()) > 0 && !/connecting|failed/.test(name))
    await page.locator('[data-room="scatter"] [data-settled="true"]').waitFor();
  await page.screenshot({ path: `${FOLDER}/${name}.jpg`, type: "jpeg", quality: 82, animations: "disabled" });
  await page.close();
}

/** Clara and Victor chosen in the notebooks; each host in a home of its own, so that it looks as it does when new. */
async function notebooks() {
  await buildContents();
  const { town } = await serve();
  await runUntil(town, "day:3/evening");
  for (const theme of THEMES) {
    const folder = mkdtempSync(join(tmpdir(), "agent-town-screens-"));
    homes.push(folder);
    mkdirSync(join(folder, "marimo"));
    writeFileSync(join(folder, "marimo/marimo.toml"), `[display]\ntheme = "${theme}"\n`);
    mkdirSync(join(folder, "labconfig"));
    const disabledExtensions = { "@jupyterlab/apputils-extension:announcements": true };
    writeFileSync(join(folder, "labconfig/page_config.json"), JSON.stringify({ disabledExtensions }));
    const marimo = await host(town, folder, "marimo", "run", `${folder}/town.py`, "--headless", "--no-token");
    await shootNotebook(`marimo-${theme}`, theme, marimo);
    if (theme === "dark") continue;
    const plain = ["--allow-root", "--no-browser", "--expose-app-in-browser", "--IdentityProvider.token="];
    const jupyter = await host(town, folder, "jupyterlab", ...plain, `--ServerApp.root_dir=${folder}`);
    await shootNotebook(`jupyter-${theme}`, theme, `${jupyter}/doc/tree/town.ipynb`);
  }
}

/** Where the notebooks are served, copied to the host's home, since hosts write beside what they show. */
async function host(town, folder, ...args) {
  for (const name of ["town.py", "town.ipynb"]) copyFileSync(home(`notebooks/${name}`), join(folder, name));
  const places = { HOME: folder, XDG_CONFIG_HOME: folder, JUPYTER_CONFIG_DIR: folder };
  const program = spawn(findPython(), ["-m", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...places, PYTHONPATH: home("python"), AGENT_TOWN_URL: new URL("/", town).href },
  });
  servers.push(program);
  program.stderr.on("data", (chunk) => program.stdout.emit("data", chunk));
  return addressOf(program);
}

async function shootNotebook(name, colorScheme, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 }, colorScheme });
  await page.goto(url);
  if (url.endsWith(".ipynb")) {
    await page.waitForFunction(
      () => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
    );
    await page.evaluate(() => window.jupyterapp.commands.execute("notebook:run-all-cells"));
  }
  await page.locator('.agent-town-scatter [data-settled="true"]').waitFor();
  for (const id of ["clara", "victor"]) {
    const mark = page.locator(`.agent-town-scatter [data-citizen="${id}"]`);
    const place = await mark.evaluate(({ dataset }) => ({ x: Number(dataset.x), y: Number(dataset.y) }));
    await page.locator(".agent-town-scatter .surface").click({ position: place, modifiers: ["Shift"] });
  }
  await page.getByText("Victor").nth(3).waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}/notebook-${name}.jpg`, type: "jpeg", quality: 82, animations: "disabled" });
  await page.close();
}

async function serve() {
  const server = spawn(process.execPath, [home("bin/agent-town.mjs"), "serve", "--port", "0", "--paused"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  return { server, town: `${await addressOf(server)}/v1/town/smallville` };
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const found = /http:\/\/[^\s/]+/.exec(said);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`serve ended with ${code} before it said where: ${said}`)));
  });
}

/** As fast as it goes, and resolves when the town stands there. */
async function runUntil(town, until) {
  await command(town, { action: "speed", speed: "max" });
  await command(town, { action: "run_until", until });
  while (!(await (await fetch(town)).json()).paused) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function command(town, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${town}/control`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${JSON.stringify(body)} was refused: ${await answer.text()}`);
}
