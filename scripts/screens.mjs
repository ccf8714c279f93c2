/**
 * Makes the README's pictures again: `node scripts/screens.mjs`. The town of the documentation (seed 7) between evening and night of day 3,
 * when four coalitions, three bridges and one unaffiliated citizen are to be seen, in both themes.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const home = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FOLDER = home("docs/screens");

const server = spawn(process.execPath, [home("bin/agent-town.mjs"), "serve", "--port", "0", "--paused"], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const town = `${await addressOf(server)}/v1/town/smallville`;
  await runUntil(town, "day:2/evening");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(new URL("/", town).href);
    // A day is watched, so that there are digests to have verified, and then the town is live.
    await page.locator('.status[data-kind="paused"]').waitFor();
    await runUntil(town, "day:3/evening");
    await page.locator(".moment", { hasText: "Day 3 Evening" }).waitFor();
    await command(town, { action: "speed", speed: 4 });
    await command(town, { action: "resume" });
    await page.locator('.status[data-kind="live"]').waitFor();
    await page.locator('.row[data-tone="deed"]').nth(4).waitFor();
    await page.locator('[data-fact="rate"]', { hasText: /\d/ }).waitFor();
    mkdirSync(FOLDER, { recursive: true });
    for (const [colorScheme, name] of [
      ["light", "town"],
      ["dark", "town-dark"],
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`[data-room="scatter"] .root[data-theme="${colorScheme}"] [data-settled="true"]`).waitFor();
      await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled" });
    }
  } finally {
    await browser.close();
  }
} finally {
  server.kill();
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
