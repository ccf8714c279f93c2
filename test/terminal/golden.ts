import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** A frame that was looked at and found good. To look anew: delete the file, run the test, and read what it wrote. */
export function goldenFrame(name: string): { readonly path: URL; readonly text: string } {
  const path = new URL(`../golden/terminal-${name}.txt`, import.meta.url);
  return { path, text: existsSync(path) ? readFileSync(path, "utf8") : "" };
}

export function expectGolden(name: string, frame: string): void {
  const { path, text } = goldenFrame(name);
  if (text === "") writeFileSync(path, frame);
  expect(frame, `golden/terminal-${name}.txt; if it was just written, read it and run again`).toBe(text);
}
