import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brief } from "../../src/scene/brief.ts";
import { digest } from "../../src/sim/digest.ts";
import type { Measures } from "../../src/sim/measures.ts";
import { restore } from "../../src/sim/snapshot.ts";
import { Program } from "../integration/faults/program.ts";
import { freePorts } from "../integration/free-ports.ts";
import { startNats, type Nats } from "../integration/nats-server.ts";
import { launchChromium } from "./chromium.ts";
import { until } from "./until.ts";

/**
 * Everything there is, in a row and real: a simulation in one process, its log, a nats-server, a gateway in another process, a
 * Chromium that watches there. Nothing sleeps: every wait is for a fact.
 */
let browser: Browser;
let nats: Nats;
let writer: Program;
let gateway: Program;
let port: number;
let page: Page;
const faults: string[] = [];

const startGateway = async () => {
  gateway = await Program.serve("gateway", "gateway", "--nats", nats.url, "--port", `${port}`);
};

beforeAll(async () => {
  [browser, nats, [port]] = await Promise.all([launchChromium(), startNats(), freePorts(1)]);
  const how = ["--nats", nats.url, "--port", "0", "--speed", "64", "--paused", "--seed", "7"];
  writer = await Program.serve("writer", "serve", ...how);
  await startGateway();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), writer?.stop()]);
  await nats?.stop();
});

const TOWN = "v1/town/smallville";

async function get<T>(server: Program, path: string): Promise<T> {
  return (await (await fetch(`${server.url}/${TOWN}${path}`)).json()) as T;
}

async function command(body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${writer.url}/${TOWN}/control`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

const status = (kind: string) => page.locator(`.status[data-kind="${kind}"]`);

async function openPage(): Promise<void> {
  await until(async () => (await fetch(`${gateway.url}/${TOWN}`)).ok).toBe(true);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => faults.push(error.stack ?? String(error)));
  await page.goto(`${gateway.url}/`);
  await page.locator('[data-room="scatter"] [role="option"]').first().waitFor({ state: "attached" });
}

/** What the simulating process says of its town now. */
async function facts() {
  const { measures } = (
    await get<{ phases: { measures: Measures }[] }>(writer, "/measures/phases?limit=500")
  ).phases.at(-1)!;
  const { citizens } = await get<{ citizens: { id: string; name: string }[] }>(writer, "/citizens?limit=500");
  const { coalitions } = await get<{ coalitions: { id: string; name: string; members: string[] }[] }>(
    writer,
    "/coalitions",
  );
  const { events } = await get<{ events: { seq: number }[] }>(writer, "/history?limit=1000");
  return { measures, citizens, coalitions, newest: events.at(-1)!.seq };
}

const byText = (a: string, b: string) => (a < b ? -1 : 1);

async function everyPanelShows({ measures, citizens, coalitions, newest }: Awaited<ReturnType<typeof facts>>) {
  const attribute = (room: string, selector: string, name: string) =>
    page
      .locator(`[data-room="${room}"] ${selector}`)
      .evaluateAll((all, name) => all.map((one) => one.getAttribute(name)!), name);
  const open = (name: string) => page.getByRole("tab", { name }).click();
  const ids = citizens.map(({ id }) => id).toSorted(byText);

  const of = (citizen: string) => coalitions.filter(({ members }) => members.includes(citizen)).map(({ id }) => id);
  const drawn = page.locator('[data-room="scatter"] [data-citizen]');
  await until(() =>
    drawn.evaluateAll((all) =>
      Object.fromEntries(all.map((one) => [one.getAttribute("data-citizen"), one.getAttribute("data-coalitions")])),
    ),
  ).toEqual(Object.fromEntries(ids.map((id) => [id, of(id).join(" ")])));

  expect(await attribute("feed", ".row", "data-seq")).toContain(`${newest}`);

  await open("Citizens");
  await page.locator('[data-room="citizens"]').getByText(`${citizens.length} citizens`).waitFor();
  await open("Coalitions");
  const living = '[data-coalition]:has([data-fact="members"])';
  await until(async () => (await attribute("coalitions", living, "data-coalition")).toSorted(byText)).toEqual(
    coalitions.map(({ id }) => id).toSorted(byText),
  );
  await open("Society");
  await until(async () => (await attribute("society", "[data-citizen]", "data-citizen")).toSorted(byText)).toEqual(ids);
  await open("Measures");
  for (const measure of ["tension", "cooperation", "drama", "coalitions", "bridges"] as const)
    await until(() => page.locator(`[data-room="measures"] [data-measure="${measure}"]`).textContent()).toBe(
      brief(measures[measure]),
    );
  await open("Perturb");
  await page.locator('[data-room="perturb"] [data-operation]').first().waitFor();
}

describe("all of it together", () => {
  it("test_full_stack_integration: three town days through NATS and a gateway, both killed on the way, end as they were simulated", async () => {
    await openPage();
    await status("paused").waitFor();

    // Day 1, undisturbed.
    await command({ action: "run_until", until: "day:2/morning" });
    await page.locator(".moment", { hasText: "Day 2 Morning" }).waitFor();
    await status("paused").waitFor();

    // Day 2: NATS dies while the town lives on. The page says so, shows what it has, and heals.
    await command({ action: "speed", speed: 16 });
    await command({ action: "run_until", until: "day:3/morning" });
    await status("live").waitFor();
    await nats.kill();
    await page.locator(".degraded").waitFor();
    await nats.start();
    await page.locator(".degraded").waitFor({ state: "detached" });
    await page.locator(".moment", { hasText: "Day 3 Morning" }).waitFor();
    await status("paused").waitFor();

    // Day 3: the gateway dies, and another takes its place.
    await command({ action: "run_until", until: "day:4/morning" });
    await status("live").waitFor();
    await gateway.kill();
    await status("reconnecting").waitFor();
    await startGateway();
    await page.locator(".moment", { hasText: "Day 4 Morning" }).waitFor();
    await status("paused").waitFor();

    // What the page folded is what was simulated: by the digest, by the events' numbers, by every panel.
    const simulated = restore(await get(writer, "/state"));
    const { seq } = simulated;
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await until(() => slider.getAttribute("aria-valuetext")).toContain(`event ${seq.toLocaleString("en")}`);
    const [ended] = (await get<{ events: { digest: string }[] }>(writer, `/history?after=${seq - 1}`)).events;
    expect(digest(restore(await get(writer, `/state?at=${seq - 1}`)))).toBe(ended.digest);
    const proof = page.locator('[data-fact="proof"]');
    expect(await proof.getAttribute("data-digest")).toBe(ended.digest);
    expect(await proof.textContent()).not.toContain("diverged");
    await everyPanelShows(await facts());
    expect(faults).toEqual([]);
  });
});
