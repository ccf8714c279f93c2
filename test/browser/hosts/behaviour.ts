import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { until } from "../until.ts";
import type { Host } from "./host.ts";

/** What a host does in a case where hosts differ, in the words of the table in docs/notebooks.md. */
export type Behaviour = Readonly<Record<string, string>>;

/** What the table says of a host: a row a case, a column a host. */
export async function documented(host: string): Promise<Behaviour> {
  const text = await readFile(new URL("../../../docs/notebooks.md", import.meta.url), "utf8");
  const rows = text
    .slice(text.indexOf("\n| case |"))
    .trim()
    .split("\n")
    .map((row) => row.split("|").map((cell) => cell.trim()));
  const column = rows[0].indexOf(host);
  return Object.fromEntries(rows.slice(2).map((cells) => [cells[1], cells[column]]));
}

const PROBE = { widget: "probe", traits: {} };

/** Shows a probe twice, and another once, does to them what widgets do, and writes down what came of it. */
export async function behaviourOf(host: Host): Promise<Behaviour> {
  const place = await host.open({ one: PROBE, other: PROBE });
  try {
    const { page } = place;
    await place.show("one", "one", "other");
    await until(() => page.evaluate(() => probes.views.length)).toBe(3);
    const seen: Record<string, string> = {};
    Object.assign(seen, await page.evaluate(begin));

    await place.set("one", { a: 1, b: 2 });
    await until(() => page.evaluate(() => probes.views[1].model.get("b"))).toBe(2);
    Object.assign(seen, await page.evaluate(changed));
    Object.assign(seen, await page.evaluate(setAgain));

    await page.evaluate(async () => {
      const { model } = probes.views[0];
      const items = model.get("items") as number[];
      items.push(2);
      model.set("items", items);
      model.save_changes();
      model.set("floats", new Float32Array([1, 2]));
      model.save_changes();
      model.send({ hello: 1 }, undefined, [new ArrayBuffer(4)]);
    });
    await until(() => page.evaluate(() => probes.views[0].messages.length)).toBe(1);
    const heard = (await place.get("one", "heard")) as [string, string | number][];
    const list = await place.get("one", "items");
    seen["a list changed in place, then set and saved"] = JSON.stringify(list) === "[1,2]" ? "arrives" : "is lost";
    const floats = heard.find(([name]) => name === "floats")?.[1] ?? "nothing";
    seen["a `Float32Array` saved arrives in Python as"] = `\`${floats}\``;
    seen["a message of our own to the kernel, with a buffer"] = heard.some(([name, n]) => name === "message" && n === 1)
      ? "arrives, and the answer comes back"
      : "does not arrive";
    Object.assign(seen, await page.evaluate(invoke));

    await page.evaluate(() => {
      for (const view of probes.views) view.calls.length = 0;
      probes.views[0].model.off();
    });
    await place.set("one", { a: 5 });
    await until(() => page.evaluate(() => probes.views[1].model.get("a"))).toBe(5);
    seen["`off()` without arguments"] = await page.evaluate(() =>
      probes.views[1].calls.length === 0 ? "removes everybody's listeners" : "removes this view's listeners",
    );

    await place.show("other");
    await until(() => page.evaluate(() => probes.views.length)).toBe(4);
    seen["a view that is closed"] = await page.evaluate(() => {
      const { aborted, closed } = probes.views[0];
      return (
        [aborted && "`signal` aborts", closed && "cleanup is called"].filter(Boolean).join(", ") || "hears nothing"
      );
    });
    seen["says that it is dark by"] = await darkBy(page, (theme) => place.dress(theme));
    return seen;
  } finally {
    await place.close();
  }
}

/** Before anything happened. Runs in the page, as the three below do. */
function begin(): Behaviour {
  const [view] = probes.views;
  const { signal, host, attached, model, el } = view;
  const raw = model.get("raw") as object;
  return {
    "the module is evaluated": probes.modules === 1 ? "once a page" : "once a model",
    "`initialize` runs": probes.initialized === 2 ? "once a model" : "once a view",
    "`render` is given":
      [signal && "`signal`", host && "`host`"].filter(Boolean).join(", ") || "neither `signal` nor `host`",
    "`el`, when `render` runs, is": attached ? "in the document" : "not yet in the document",
    "`el` lives in": el.getRootNode() instanceof ShadowRoot ? "a shadow root" : "the document itself",
    "bytes arrive as": `\`${raw.constructor.name}\``,
  };
}

function changed(): Behaviour {
  const { calls } = probes.views[0];
  // Which of the two comes first is chance: ipywidgets sends a set.
  const first = calls.find(({ name }) => name === "change:a" || name === "change:b")!;
  const isWhole = first.a === 1 && first.b === 2;
  return {
    "a change's callback gets": first.args === 3 ? "`(model, value, options)`" : `\`(value)\``,
    "Python sets two traits at once: the second, in the callback for the first, is": isWhole ? "new" : "old",
    '`on("change:a change:b")`': calls.some(({ name }) => name.includes(" ")) ? "hears both" : "hears nothing",
  };
}

function setAgain(): Behaviour {
  const { calls, model } = probes.views[0];
  const before = calls.length;
  model.set("a", model.get("a"));
  return { "setting the value it has": calls.length > before ? "calls back" : "does nothing" };
}

async function invoke(): Promise<Behaviour> {
  let came: string;
  try {
    const [answer] = await probes.views[0].experimental.invoke("_echo", "hello", {
      signal: AbortSignal.timeout(2000),
    });
    came = answer === "hello" ? "works" : "answers something else";
  } catch {
    came = "throws";
  }
  return { "`experimental.invoke`": came };
}

/** What of the document's element and its body tells a dark host from a light one. */
async function darkBy(page: Page, dress: (theme: "light" | "dark") => Promise<void>): Promise<string> {
  const marks = () =>
    page.evaluate(() => {
      const [root, body] = [document.documentElement, document.body];
      const has = [];
      if (body.dataset["jpThemeLight"] === "false") has.push('`data-jp-theme-light="false"` on `body`');
      if (body.classList.contains("dark")) has.push("class `dark` on `body`");
      if (root.classList.contains("dark")) has.push("class `dark` on `html`");
      return has.join(", ");
    });
  await dress("dark");
  await until(async () => (await marks()) !== "").toBe(true);
  const dark = await marks();
  await dress("light");
  await until(marks).toBe("");
  return dark;
}

declare global {
  /** Made by probe.js. */
  var probes: {
    readonly modules: number;
    readonly initialized: number;
    readonly views: readonly {
      readonly model: {
        get(key: string): unknown;
        set(key: string, value: unknown): void;
        save_changes(): void;
        off(): void;
        send(content: unknown, callbacks?: unknown, buffers?: readonly ArrayBuffer[]): void;
      };
      readonly el: HTMLElement;
      readonly experimental: {
        invoke(name: string, message: unknown, options: { readonly signal: AbortSignal }): Promise<[unknown, unknown]>;
      };
      readonly signal: boolean;
      readonly host: boolean;
      readonly attached: boolean;
      readonly calls: { name: string; args: number; a: unknown; b: unknown }[];
      readonly messages: unknown[];
      readonly aborted: boolean;
      readonly closed: boolean;
    }[];
  };
}
