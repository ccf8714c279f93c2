/**
 * What a widget may ask of the model it is given: the part of anywidget's `AnyModel` on which marimo, Jupyter and a plain
 * page agree. What differs between them (arguments of callbacks, re-sending, a bare `off`) is left out or obeyed in `traits.ts`.
 */
export type Model = {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  /** Tells the notebook's kernel what was set since. In marimo it re-runs every cell that reads the widget. */
  save_changes(): void;
  on(name: `change:${string}`, callback: () => void): void;
  off(name: `change:${string}`, callback: () => void): void;
};
