import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BRIDGE_MARK, coalitionMark, UNAFFILIATED_MARK } from "../../src/scene/palette.ts";
import { shownBasis } from "../../src/scene/scatter-basis.ts";
import { frameOf } from "../../src/scene/scatter-frame.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { TownState } from "../../src/sim/state.ts";
import { launchChromium } from "./chromium.ts";
import { axeProblems, bundle, openStage } from "./scatter-stage.ts";
import { until } from "./until.ts";

/** Seed 7 has, after ten days, two coalitions, a bridge between them and someone unaffiliated: all there is to draw. */
const CONFIG: object = { seed: 7 };
const CROWD = { seed: 1, citizens: 2000 };
const PHASES = 40;

let browser: Browser;
let script: string;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [browser, script] = await Promise.all([launchChromium(), bundle("test/browser/scatter.page.ts")]);
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.close();
  expect(faults).toEqual([]);
});

async function open(
  options: BrowserContextOptions = {},
  { traits = {}, rename = {}, config = CONFIG, phases = PHASES } = {},
) {
  ({ page, faults } = await openStage(browser, script, options));
  await page.evaluate(
    ({ config, traits, rename, phases }) => {
      window.page = new window.ScatterPage(config, traits, rename);
      if (phases > 0) window.page.run(phases);
      window.closeView = window.scatter.render({
        model: window.page.model,
        el: document.querySelector<HTMLElement>("#place")!,
      });
    },
    { config, traits, rename, phases },
  );
  if (phases > 0) await settled();
}

const settled = () => page.locator('.surface[data-settled="true"]').waitFor({ state: "attached" });

/** Does something that changes the picture, and waits until it is still again. */
async function change(work: () => Promise<unknown>): Promise<void> {
  await work();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await settled();
}

const trait = (key: string) => page.evaluate((key) => window.page.model.get(key), key);
const setTrait = (key: string, value: unknown) =>
  change(() => page.evaluate(([key, value]) => window.page.model.set(key as string, value), [key, value]));

type Drawn = {
  citizen: string;
  x: number;
  y: number;
  kind: string;
  colour: string;
  coalitions: string;
  dimmed: boolean;
};

/** What the list proxy says is drawn, by citizen. */
async function drawn(): Promise<Map<string, Drawn>> {
  const items = await page
    .locator("[data-citizen]")
    .evaluateAll((elements) =>
      elements.map((element) =>
        Object.fromEntries(Object.entries((element as HTMLElement).dataset as Record<string, string>)),
      ),
    );
  return new Map(
    items.map(({ citizen, x, y, kind, colour, coalitions, dimmed }) => [
      citizen,
      { citizen, x: Number(x), y: Number(y), kind, colour, coalitions, dimmed: dimmed === "true" },
    ]),
  );
}

/** How many of the canvas's pixels within `radius` of each place have the place's colour (within 3 of 255 a channel). */
function litPixels(places: readonly { x: number; y: number; colour: string }[], radius: number): Promise<number[]> {
  return page.locator("canvas").evaluate(
    (canvas, { places, radius }) => {
      const context = (canvas as HTMLCanvasElement).getContext("2d")!;
      return places.map(({ x, y, colour }) => {
        const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
        const [left, top, size] = [Math.round(x - radius), Math.round(y - radius), Math.ceil(2 * radius)];
        const { data } = context.getImageData(left, top, size, size);
        let lit = 0;
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] === 255 && wanted.every((value, channel) => Math.abs(data[i + channel] - value) <= 3)) lit++;
        }
        return lit;
      });
    },
    { places, radius },
  );
}

/** The same town, simulated here. */
function sameTown(): TownState {
  const simulation = new Simulation(parseConfig(CONFIG));
  for (let left = PHASES; left > 0;) if (simulation.next().type === "town_status") left--;
  return simulation.town;
}

/** Where each citizen of a town belongs on a plot of this size, by a plain sum for each axis. */
function expectedPlaces(
  town: TownState,
  projection: string,
  width: number,
  height: number,
): Map<string, { x: number; y: number }> {
  const { basis, domain } = shownBasis(town, projection);
  const frame = frameOf(width, height, domain);
  return new Map(
    town.citizens.map(({ id }, row) => {
      const deviation = (k: number) => town.traits[row * 7 + k] - basis.mean[k];
      let [x, y] = [0, 0];
      for (let k = 0; k < 7; k++) {
        x += deviation(k) * basis.x[k];
        y += deviation(k) * basis.y[k];
      }
      return [id, { x: frame.originX + frame.scale * x, y: frame.originY - frame.scale * y }];
    }),
  );
}

describe("the scatter in Chromium", () => {
  it.each(["pca", "axes:warmth,trust"])(
    "test_eigenvector_scatter: 25 citizens are drawn, each within 1 px of where the projection says (%s)",
    async (projection) => {
      await open({}, { traits: { projection } });
      const { width, height } = (await page.locator(".surface").boundingBox())!;
      const expected = expectedPlaces(sameTown(), projection, width, height);
      const shown = await drawn();
      expect(shown.size).toBe(25);
      for (const [id, place] of expected) {
        const { x, y } = shown.get(id)!;
        expect(Math.hypot(x - place.x, y - place.y), id).toBeLessThan(1);
      }
      // And what is said is what is lit: every mark shows at least a sliver of its colour at its place.
      const places = [...shown.values()];
      const lit = await litPixels(places, 7);
      for (const [i, count] of lit.entries()) expect(count, places[i].citizen).toBeGreaterThan(8);
    },
  );

  it("draws a pair of traits to the same scale on both axes, as anyone can check with a ruler", async () => {
    await open({}, { traits: { projection: "axes:ambition,patience" } });
    const town = sameTown();
    const shown = await drawn();
    const [a, b] = ["alice", "marcus"].map((id) => ({ ...shown.get(id)!, row: town.citizenIndex.get(id)! }));
    const [dx, dy] = [6, 4].map((k) => town.traits[a.row * 7 + k] - town.traits[b.row * 7 + k]);
    expect((a.x - b.x) / dx).toBeCloseTo((b.y - a.y) / dy, 0);
  });

  it("test_coalition_highlight: members take their coalition's colour, bridges are gold, the unaffiliated gray", async () => {
    await open();
    const town = sameTown();
    const shown = await drawn();
    const kinds = new Set<string>();
    for (const [row, { id }] of town.citizens.entries()) {
      const own = [...town.coalitions.values()].filter(({ members }) => members.includes(row));
      const fill = (
        own.length === 0 ? UNAFFILIATED_MARK : own.length === 1 ? coalitionMark(own[0].colour) : BRIDGE_MARK
      ).fill.light;
      expect(shown.get(id)).toMatchObject({
        colour: fill,
        coalitions: own.map((coalition) => coalition.id).join(" "),
        kind: ["unaffiliated", "member"][own.length] ?? "bridge",
      });
      kinds.add(shown.get(id)!.kind);
    }
    expect([...kinds].toSorted()).toEqual(["bridge", "member", "unaffiliated"]);
  });

  it("test_coalition_highlight: around a bridge lie arcs in the colours of all its coalitions", async () => {
    await open();
    const town = sameTown();
    const bridges = [...(await drawn()).values()].filter(({ kind }) => kind === "bridge");
    expect(bridges.length).toBeGreaterThan(0);
    for (const bridge of bridges) {
      const arcs = bridge.coalitions
        .split(" ")
        .map((id) => ({ ...bridge, colour: coalitionMark(town.coalitions.get(id)!.colour).fill.light }));
      for (const count of await litPixels(arcs, 14)) expect(count).toBeGreaterThan(10);
      const [gold] = await litPixels([bridge], 14);
      expect(gold).toBeGreaterThan(30);
    }
  });

  it("brings a coalition forward when its line of the legend is pressed, and lets everyone back when pressed again", async () => {
    await open();
    const [first] = sameTown().coalitions.values();
    const entry = page.locator(`.legend [data-key="${first.id}"]`);
    const outsider = [...(await drawn()).values()].find(
      ({ coalitions, kind }) => kind === "member" && coalitions !== first.id,
    )!;
    const [before] = await litPixels([outsider], 7);
    await change(() => entry.click());
    expect(await trait("focus")).toBe(first.id);
    expect(await entry.getAttribute("aria-pressed")).toBe("true");
    for (const { coalitions, dimmed } of (await drawn()).values())
      expect(dimmed).toBe(!coalitions.split(" ").includes(first.id));
    const [faded] = await litPixels([outsider], 7);
    expect(before).toBeGreaterThan(8);
    expect(faded).toBe(0);
    await change(() => entry.click());
    expect(await trait("focus")).toBe("");
    expect([...(await drawn()).values()].some(({ dimmed }) => dimmed)).toBe(false);
  });

  it("selects by click, adds with shift, and lets go on empty ground", async () => {
    await open();
    const { x: left, y: top } = (await page.locator(".surface").boundingBox())!;
    const shown = await drawn();
    const click = (id: string) => page.mouse.click(left + shown.get(id)!.x, top + shown.get(id)!.y);
    await change(() => click("clara"));
    expect(await trait("selected")).toEqual(["clara"]);
    expect(await page.locator('[data-citizen="clara"]').getAttribute("aria-selected")).toBe("true");
    await page.keyboard.down("Shift");
    await change(() => click("bob"));
    await page.keyboard.up("Shift");
    expect(await trait("selected")).toEqual(["clara", "bob"]);
    await change(() => page.mouse.click(left + 60, top + 30));
    expect(await trait("selected")).toEqual([]);
  });

  it("names whom the pointer is over, with archetype, place and coalitions", async () => {
    await open();
    const { x: left, y: top } = (await page.locator(".surface").boundingBox())!;
    const bridge = [...(await drawn()).values()].find(({ kind }) => kind === "bridge")!;
    await page.mouse.move(left + bridge.x, top + bridge.y);
    const tooltip = page.locator(".tooltip");
    const town = sameTown();
    const citizen = town.citizens[town.citizenIndex.get(bridge.citizen)!];
    for (const word of [
      citizen.name,
      citizen.archetype,
      ...bridge.coalitions.split(" ").map((id) => town.coalitions.get(id)!.name),
    ]) {
      expect(await tooltip.textContent()).toContain(word);
    }
    await page.mouse.move(2, 2);
    await tooltip.waitFor({ state: "detached" });
  });

  it("can be walked, chosen from and zoomed by keyboard alone", async () => {
    await open();
    await page.getByRole("listbox", { name: "Citizens in the plot" }).focus();
    await page.keyboard.press("Home");
    const active = async () =>
      page.locator(`#${await page.getByRole("listbox").getAttribute("aria-activedescendant")}`);
    expect(await (await active()).getAttribute("aria-label")).toMatch(/^Alice, Innkeeper/);
    const before = Number(await (await active()).getAttribute("data-x"));
    await page.keyboard.press("ArrowRight");
    expect(Number(await (await active()).getAttribute("data-x"))).toBeGreaterThan(before);
    const chosen = await (await active()).getAttribute("data-citizen");
    await page.keyboard.press("Enter");
    expect(await trait("selected")).toEqual([chosen]);
    await page.keyboard.press("Escape");
    expect(await trait("selected")).toEqual([]);
    const apart = async () => {
      const shown = await drawn();
      return Math.hypot(shown.get("alice")!.x - shown.get("bob")!.x, shown.get("alice")!.y - shown.get("bob")!.y);
    };
    const fitted = await apart();
    await change(() => page.keyboard.press("+"));
    expect((await apart()) / fitted).toBeCloseTo(1.4, 2);
    await change(() => page.keyboard.press("0"));
    expect(await apart()).toBeCloseTo(fitted, 1);
  });

  it("pans exactly as far as it is dragged, and fits again on a double click", async () => {
    await open();
    const { x: left, y: top } = (await page.locator(".surface").boundingBox())!;
    const before = (await drawn()).get("bob")!;
    await change(async () => {
      await page.mouse.move(left + 100, top + 50);
      await page.mouse.down();
      await page.mouse.move(left + 130, top + 70, { steps: 4 });
      await page.mouse.up();
    });
    const after = (await drawn()).get("bob")!;
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([30, 20]);
    expect(await trait("selected")).toBeUndefined();
    await change(() => page.mouse.dblclick(left + 60, top + 30));
    expect((await drawn()).get("bob")!.x).toBeCloseTo(before.x, 1);
  });

  it("zooms about the pointer with ctrl and wheel, and leaves a plain wheel to the page", async () => {
    await open();
    const { x: left, y: top } = (await page.locator(".surface").boundingBox())!;
    const [alice, bob] = await drawn().then((shown) => [shown.get("alice")!, shown.get("bob")!]);
    await page.mouse.move(left + bob.x, top + bob.y);
    await change(() => page.mouse.wheel(0, -200));
    expect((await drawn()).get("alice")).toEqual(alice);
    await page.keyboard.down("Control");
    await change(() => page.mouse.wheel(0, -50));
    await page.keyboard.up("Control");
    const shown = await drawn();
    expect(shown.get("bob")!.x).toBeCloseTo(bob.x, 0);
    expect(Math.abs(shown.get("alice")!.x - bob.x)).toBeGreaterThan(Math.abs(alice.x - bob.x));
  });

  it("changes the projection by its selects, and says what the axes mean", async () => {
    await open();
    expect(await page.locator(".axis").allTextContents()).toEqual([
      expect.stringMatching(/PC2 \d+ %/),
      expect.stringMatching(/PC1 \d+ %/),
    ]);
    await change(() => page.getByLabel("Projection").selectOption("axes"));
    expect(await trait("projection")).toBe("axes:warmth,trust");
    await change(() => page.getByLabel("Trait across").selectOption("trust"));
    expect(await trait("projection")).toBe("axes:trust,warmth");
    await change(() => page.getByLabel("Trait up").selectOption("ambition"));
    expect(await trait("projection")).toBe("axes:trust,ambition");
    expect(await page.locator(".axis .title").allTextContents()).toEqual([
      expect.stringContaining("ambition"),
      expect.stringContaining("trust"),
    ]);
  });

  it("shows the principal components and says why when a projection is unknown", async () => {
    await open({}, { traits: { projection: "sideways" } });
    expect(await page.getByRole("status").textContent()).toContain('unknown projection "sideways"');
    expect((await drawn()).size).toBe(25);
  });

  it("glides to where citizens drift, and is there at once for those who want no motion", async () => {
    await open({ reducedMotion: "reduce" });
    const framesToRest = () =>
      page.evaluate(async () => {
        window.page.run(4);
        const surface = document
          .querySelector(".agent-town-scatter")!
          .shadowRoot!.querySelector<HTMLElement>(".surface")!;
        let frames = 0;
        do {
          await new Promise(requestAnimationFrame);
          frames++;
        } while (surface.dataset["settled"] !== "true");
        return frames;
      });
    // One to draw, one until the word of it has reached the document, and one for the asking.
    expect(await framesToRest()).toBeLessThanOrEqual(3);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await framesToRest()).toBeGreaterThan(3);
  });

  it("follows the page's theme, unless its own is set", async () => {
    await open({ colorScheme: "light" });
    const colour = async () => (await drawn()).get("bob")!.colour;
    expect(await colour()).toBe(UNAFFILIATED_MARK.fill.light);
    await change(() => page.emulateMedia({ colorScheme: "dark" }));
    expect(await colour()).toBe(UNAFFILIATED_MARK.fill.dark);
    await change(() => page.evaluate(() => void (document.documentElement.dataset["theme"] = "light")));
    expect(await colour()).toBe(UNAFFILIATED_MARK.fill.light);
    await setTrait("theme", "dark");
    expect(await colour()).toBe(UNAFFILIATED_MARK.fill.dark);
  });

  it("says in words when it connects, loses the town, is refused, and tries again on request", async () => {
    await open({}, { phases: 0 });
    const status = page.getByRole("status");
    const connection = (value: unknown) =>
      page.evaluate((value) => void (window.page.connection.value = value as never), value);
    expect(await status.textContent()).toBe("Connecting to the town…");
    await connection({ kind: "reconnecting", attempt: 2, inMs: 2400, why: "no answer" });
    await until(() => status.textContent()).toBe("Not connected: no answer. Trying again, attempt 2.");
    await connection({ kind: "failed", why: "There is no town called atlantis." });
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await page.evaluate(() => window.page.connects)).toBe(1);
    await change(() => page.evaluate(() => window.page.run(1)));
    expect(await status.textContent()).toBe("");
    await connection({ kind: "stale", sinceMs: 0 });
    await until(() => status.textContent()).toContain("Nothing heard for a while");
    await connection({ kind: "closed" });
    await until(() => status.textContent()).toBe("Disconnected.");
    expect((await drawn()).size).toBe(25);
  });

  it("shows hostile names as the text they are", async () => {
    const name = '<img src=x onerror="window.pwned = true"></style><script>window.pwned = true</script>';
    await open({}, { rename: { bob: name }, traits: { selected: ["bob"] } });
    expect(await page.locator('[data-citizen="bob"]').getAttribute("aria-label")).toContain(name);
    const { x: left, y: top } = (await page.locator(".surface").boundingBox())!;
    const bob = (await drawn()).get("bob")!;
    await page.mouse.move(left + bob.x, top + bob.y);
    expect(await page.locator(".tooltip strong").textContent()).toBe(name);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  });

  it("draws 2,000 citizens, and keeps no more than 300 of them in the document", async () => {
    await open({}, { config: CROWD, phases: 2 });
    const options = page.locator("[data-citizen]");
    expect(await options.count()).toBe(300);
    expect(await options.first().getAttribute("aria-setsize")).toBe("2000");
    await page.getByRole("listbox").focus();
    await page.keyboard.press("End");
    expect(await options.last().getAttribute("aria-posinset")).toBe("2000");
  });

  it.each(["light", "dark"] as const)("has no accessibility violation in the %s theme", async (colorScheme) => {
    await open({ colorScheme }, { traits: { projection: "axes:warmth,trust", selected: ["bob"] } });
    expect(await axeProblems(page)).toEqual([]);
  });

  it.each([360, 768, 2560])("fits a page %i px wide, with nothing cut or beyond the edge", async (width) => {
    await open({ viewport: { width, height: 720 } }, { traits: { projection: "axes:creativity,resilience" } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const cut = await page.locator(".picker select, .zoom button, .legend button").evaluateAll(
      (elements) =>
        elements.filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1;
        }).length,
    );
    expect(cut).toBe(0);
  });
});
