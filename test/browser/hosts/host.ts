import type { Page } from "playwright-core";
import type { KernelTap } from "./kernel-tap.ts";

/**
 * Where widgets live: a plain page, JupyterLab, marimo. One suite of laws runs on all of them, so this says what they have in
 * common: models are made once, and views of them come and go.
 */
export type Host = {
  readonly name: "page" | "marimo" | "jupyter";
  /** A new document, in a notebook host with a kernel of its own, in which these models are made and nothing is shown yet. */
  open(models: Models): Promise<Place>;
  stop(): Promise<void>;
};

type Traits = Readonly<Record<string, unknown>>;

/** Name of a model to what it is: a widget of a town, or, of none, the probe that writes down how its host treats it. */
type Models = Readonly<Record<string, { readonly widget: string; readonly town?: string; readonly traits: Traits }>>;

export type Place = {
  readonly page: Page;
  /** What the page threw, as far as it is ours. */
  readonly faults: readonly string[];
  /** What went between page and kernel; on a plain page nothing does. */
  readonly kernel: KernelTap;
  /** Runs the cell that shows views of these models, from top to bottom: views that were there are closed, even of the same. */
  show(...names: readonly string[]): Promise<void>;
  /** Sets traits, all at once, as Python does; on a plain page its own script. */
  set(name: string, traits: Traits): Promise<void>;
  /** What Python knows of a trait: what the widget has saved. */
  get(name: string, trait: string): Promise<unknown>;
  /** Callbacks that widgets have left on their models. */
  listening(): Promise<number>;
  /** Chooses the host's own theme. */
  dress(theme: "light" | "dark"): Promise<void>;
  /** Closes the document, and the kernel with it. */
  close(): Promise<void>;
};

/** What a page throws from now on; what JupyterLab's own scripts throw (they do, now and then, when its theme changes) is not ours. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", ({ stack = "no stack", message }) => {
    if (!/\/static\/lab\//.test(stack) || /blob:/.test(stack)) faults.push(`${message}: ${stack}`);
  });
  return faults;
}

declare global {
  /** Made by counting.js, which a notebook's page loads with its first widget. */
  var listening: number;
}
