import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/sim/manifest.ts";
import { openAlone, type Alone } from "./alone.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems } from "./scatter-stage.ts";
import { serveTown, type ServedTown } from "./serve-town.ts";
import { until } from "./until.ts";

/** Citizens' cards, alone on a page with a real town three days old. */
let browser: Browser;
let town: ServedTown;
let open: Alone[] = [];

beforeAll(async () => {
  [browser, town] = await Promise.all([launchChromium(), serveTown("--port", "0", "--paused")]);
  for (let day = 0; day < 3; day++) await control({ action: "step", by: "day" });
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await town?.kill();
});

afterEach(async () => {
  const faults = open.flatMap((one) => one.faults);
  await Promise.all(open.map(({ page }) => page.close()));
  open = [];
  expect(faults).toEqual([]);
});

const control = (body: object) => town.post("/control", body);

async function known<L extends 0 | 1 | 2 | 3 | 4 | 5>(id: string, lod: L, at?: number): Promise<Manifest<L>> {
  const moment = at === undefined ? "" : `&at=${at}`;
  const { citizen } = await town.ask<{ citizen: Manifest<L> }>(`/citizens/${id}?lod=${lod}${moment}`);
  return citizen;
}

async function show(traits: object, { width = 640, height = 700 } = {}) {
  const alone = await openAlone(
    browser,
    town,
    "cards",
    { height: height - 90, ...traits },
    { viewport: { width, height }, reducedMotion: "reduce" },
  );
  open.push(alone);
  await alone.page.locator(".tile").first().waitFor();
  return {
    page: alone.page,
    get: (trait: string) => alone.get(trait),
    set: (trait: string, value: unknown) => alone.set(trait, value),
    tile: (id: string) => alone.page.locator(`.tile .card[data-citizen="${id}"]`),
    onDesk: (id: string) => alone.page.locator(`.desk .card[data-citizen="${id}"]`),
    names: () => alone.page.locator(".tile .name").allTextContents(),
  };
}

describe("a card", () => {
  it("shows at each level the facts of that level's manifest, and those of no deeper one", async () => {
    const { set, tile } = await show({ lod: 0 });
    const card = await known("alice", 5);
    const alice = tile("alice");
    expect(await alice.locator(".name").textContent()).toBe(card.name);
    expect(await alice.locator(".posture").count()).toBe(0);

    await set("lod", 1);
    await until(() => alice.locator(".posture").textContent()).toContain(card.region.name);
    expect(await alice.locator(".posture").textContent()).toContain(card.activity.toLowerCase());
    expect(await alice.locator(".posture").textContent()).toContain(card.mood);
    expect(await alice.locator(".voice").count()).toBe(0);

    await set("lod", 2);
    await until(() => alice.locator(".voice").textContent()).toContain(card.worldview.metaphor);
    expect(await alice.locator(".archetype").textContent()).toBe(card.archetype);
    expect(await alice.locator(".metaphor").textContent()).toContain(card.worldview.name);
    expect((await alice.locator(".doing").textContent())!.toLowerCase()).toContain(card.doing!.kind);
    expect(await alice.locator(".recall").count()).toBe(0);

    await set("lod", 3);
    await alice.locator(".recall").waitFor();
    const lines = (kind: string, data: string) =>
      alice.locator(kind).evaluateAll((all, key) => all.map((one) => (one as HTMLElement).dataset[key]), data);
    expect(await lines("[data-seq]", "seq")).toEqual(card.memories.map(({ seq }) => String(seq)));
    expect(await lines(".tie", "id")).toEqual(card.ties.map(({ id }) => id));
    const weights = await alice.locator(".weight").allTextContents();
    expect(weights.map((text) => Number(text.replace("−", "-")))).toEqual(
      card.ties.map(({ weight }) => Number(weight.toFixed(2))),
    );
    expect(await alice.locator(".psyche").count()).toBe(0);

    await set("lod", 4);
    await alice.locator(".psyche").waitFor();
    for (const [trait, value] of Object.entries(card.eigenvector))
      expect(await alice.locator(`[data-trait="${trait}"] .value`).textContent()).toBe(value.toFixed(2));
    expect(await alice.locator('[data-quantity="drift"]').textContent()).toBe(card.drift.toFixed(3));
    for (const { name } of card.coalitions) await alice.locator(".chip", { hasText: name }).waitFor();
    expect(await alice.locator(".edge").count()).toBe(0);

    await set("lod", 5);
    await alice.locator(".edge").waitFor();
    expect(JSON.parse((await alice.locator("pre").textContent())!)).toEqual(card.record);
    expect(await alice.locator(".opacity").textContent()).toBe(card.opacity);
  });

  it("shows the past: a memory leads to its moment, and the card is of then", async () => {
    const { page, onDesk } = await show({ lod: 3, selected: ["alice"] });
    const { memories } = await known("alice", 3);
    const { seq } = memories.at(-1)!;
    await onDesk("alice").locator(`[data-seq="${seq}"]`).last().click();
    const then = await known("alice", 5, seq);
    await until(() => onDesk("alice").locator("[data-seq]").first().getAttribute("data-seq")).toBe(String(seq));
    await until(() => onDesk("alice").locator('[data-quantity="drift"]').textContent()).toBe(then.drift.toFixed(3));
    expect(await page.locator(".as-of", { hasText: "at event" }).count()).toBe(0);
  });

  it("has a line for each trait that goes through what the town measured", async () => {
    const { tile } = await show({ lod: 4 });
    const spark = tile("bob").locator('[data-trait="warmth"] .spark .line');
    // Three days are twelve phases: their ends, where it began, and now.
    await until(async () => (await spark.getAttribute("d"))!.split("L").length).toBe(14);
  });
});

describe("the list", () => {
  it("is worked by keys alone: walk, select, add, pin, zoom", async () => {
    const { page, get, tile } = await show({ lod: 1 }, { width: 380 });
    await page.locator('.tile .name[tabindex="0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const focused = () =>
      page.evaluate(() => document.querySelector("#place > *")!.shadowRoot!.activeElement?.textContent);
    await until(focused).toBe("Clara");
    await page.keyboard.press("Enter");
    await until(() => get("selected")).toEqual(["clara"]);
    await page.keyboard.press("End");
    await until(focused).toBe("Zara");
    await page.keyboard.press("p");
    await until(() => get("pinned")).toEqual(["zara"]);
    await page.keyboard.press("+");
    await until(() => get("lod")).toBe(2);
    await until(focused).toBe("Zara");
    await until(async () => (await tile("zara").boundingBox())!.y).toBeLessThan(700);
    await page.keyboard.press("-");
    await page.keyboard.press("Home");
    await until(focused).toBe("Alice");
    expect(await tile("clara").locator(".name").getAttribute("aria-pressed")).toBe("true");
  });

  it("keeps the card under the pointer where it is, when the wheel zooms", async () => {
    const { page, get, tile } = await show({ lod: 1 }, { width: 380 });
    await tile("kai").scrollIntoViewIfNeeded();
    await tile("kai").hover();
    const { y, height } = (await tile("kai").boundingBox())!;
    const pointer = y + height / 2;
    await page.keyboard.down("Control");
    for (const [turn, lod] of [
      [-100, 2],
      [-100, 3],
      [100, 2],
    ] as const) {
      await page.mouse.wheel(0, turn);
      await until(() => get("lod")).toBe(lod);
      await until(async () => {
        const box = (await tile("kai").boundingBox())!;
        return box.y < pointer && pointer < box.y + box.height;
      }).toBe(true);
    }
    await page.keyboard.up("Control");
  });

  it("opens what is selected a level deeper, adds with shift, and lets go of the only one", async () => {
    const { get, tile, onDesk } = await show({ lod: 2 });
    await tile("alice").locator(".name").click();
    await onDesk("alice").locator(".recall").waitFor();
    await tile("bob")
      .locator(".name")
      .click({ modifiers: ["Shift"] });
    expect(await get("selected")).toEqual(["alice", "bob"]);
    await tile("bob").locator(".name").click();
    expect(await get("selected")).toEqual(["bob"]);
    await tile("bob").locator(".name").click();
    await until(() => get("selected")).toEqual([]);
    await until(() => onDesk("bob").count()).toBe(0);
  });

  it("finds, sorts, and dims who is not in focus", async () => {
    const { page, names, set, tile } = await show({ lod: 1 }, { width: 380 });
    await page.getByRole("searchbox").fill("build");
    await until(names).toEqual(["Bob", "Marcus", "Nadia", "Oscar"]);
    await page.getByText("4 of 25").waitFor();
    await page.getByRole("searchbox").fill("no such person");
    await page.getByText("Nobody here is found").waitFor();
    await page.getByRole("button", { name: "Show everybody" }).click();
    await page.getByLabel("Order").selectOption("drift");
    const shown = (await names()).slice(0, 8);
    const drifts = await Promise.all(shown.map(async (name) => (await known(name.toLowerCase(), 4)).drift));
    expect(drifts).toEqual(drifts.toSorted((a, b) => b - a));

    const { coalitions } = await known("alice", 4);
    await set("focus", coalitions[0].id);
    await until(async () => (await tile("alice").getAttribute("data-dimmed")) === null).toBe(true);
    const dimmed = await page.locator(".card[data-dimmed]").count();
    expect(dimmed).toBeGreaterThan(0);
  });

  it("stays where it is while the town goes on and somebody reads it", async () => {
    const { page, names, tile } = await show({ lod: 1 }, { width: 380 });
    await page.getByLabel("Order").selectOption("drift");
    await tile("alice").hover();
    const before = await names();
    await control({ action: "step", by: "day" });
    await page.getByRole("button", { name: "Sort anew" }).waitFor();
    expect(await names()).toEqual(before);
    await page.getByRole("button", { name: "Sort anew" }).click();
    await until(() => page.getByRole("button", { name: "Sort anew" }).count()).toBe(0);
  });
});

describe("cards side by side", () => {
  it("say what is between the pinned, as the server knows it", async () => {
    const { page, get } = await show({ lod: 1, pinned: ["alice", "bob", "nobody"] });
    const comparison = page.locator(".comparison");
    const [alice, bob] = await Promise.all([known("alice", 5), known("bob", 5)]);
    expect(await comparison.locator("th[scope=col]").count()).toBe(2);
    const said = (await comparison.textContent())!;
    const weight = (value: number | undefined) => (value ?? 0).toFixed(2).replace("-", "−");
    if (alice.record.relationships["bob"] !== undefined)
      expect(said).toContain(weight(alice.record.relationships["bob"]));
    const more = Object.entries(alice.eigenvector).filter(
      ([trait, value]) => bob.eigenvector[trait as "warmth"] - value >= 0.05,
    );
    const [most] = more.toSorted(
      (a, b) => bob.eigenvector[b[0] as "warmth"] - b[1] - (bob.eigenvector[a[0] as "warmth"] - a[1]),
    );
    if (most) expect(said).toContain(`more ${most[0]}`);
    await comparison.getByRole("button", { name: "Pin Bob" }).click();
    await until(() => get("pinned")).toEqual(["alice", "nobody"]);
    await comparison.waitFor({ state: "detached" });
  });
});

describe("the cards as guests", () => {
  it("are accessible in both themes, at a glance and in depth", async () => {
    const { page, set } = await show({ lod: 0, selected: ["alice"], focus: "*bridges" });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`[data-theme="${colorScheme}"]`).waitFor();
      for (const [lod, pinned] of [
        [5, []],
        [0, ["alice", "bob", "clara"]],
      ] as const) {
        await set("lod", lod);
        await set("pinned", pinned);
        await page.locator(`.tile .card[data-lod="${lod}"]`).first().waitFor();
        await until(() => page.locator(".comparison").count()).toBe(Number(pinned.length > 0));
        expect(await axeProblems(page)).toEqual([]);
      }
    }
  });

  it("fit a panel of 320 px at every level, and nothing of a tile is cut off", async () => {
    const { page, set } = await show({ lod: 0, selected: ["alice"], pinned: ["bob", "clara", "eve"] }, { width: 352 });
    for (let lod = 0; lod <= 5; lod++) {
      await set("lod", lod);
      await page.locator(`.tile .card[data-lod="${lod}"]`).first().waitFor();
      const cut = await page.evaluate(() => {
        const { shadowRoot } = document.querySelector("#place > *")!;
        const tall = [...shadowRoot!.querySelectorAll(".tile .card")].filter(
          (one) => one.scrollHeight > one.clientHeight + 1,
        );
        const wide = [...shadowRoot!.querySelectorAll(".cards, .desk, .scroll")].filter(
          (one) => one.scrollWidth > one.clientWidth,
        );
        return [...tall, ...wide].map((one) => one.className);
      });
      expect(cut).toEqual([]);
    }
  });

  it("take names for text, whatever is in them", async () => {
    const name = `<img src=x onerror="document.title='owned'">`;
    const citizen = (id: string, name: string) => ({ id, name, archetype: "Builder", region: "yard" });
    const odd = {
      town_id: "odd",
      regions: [{ id: "yard", name, capacity: 9 }],
      citizens: [citizen("a", name), citizen("b", "</script>\u202Eevil"), citizen("c", "'\"&amp;")],
      paused: true,
    };
    const response = await fetch(`${town.url}/v1/town`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(odd),
    });
    expect(await response.text()).toContain("odd");
    const { page, set } = await show({ town: "odd", lod: 0, height: 600 });
    await page.getByRole("button", { name, exact: true }).waitFor();
    await set("pinned", ["a", "b", "c"]);
    await set("selected", ["a"]);
    await set("lod", 5);
    await page.locator(".comparison").waitFor();
    await page.locator(".tile .edge").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("A widget");
  });

  it("leave nothing behind", async () => {
    const { page } = await show({ lod: 4, selected: ["alice"] });
    const left = await page.evaluate(() => {
      const held = window as unknown as { close(): void; model: { listening: number } };
      held.close();
      return { listening: held.model.listening, elements: document.querySelector("#place")!.childElementCount };
    });
    expect(left).toEqual({ listening: 0, elements: 0 });
  });
});
