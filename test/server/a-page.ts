import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporary } from "../stream/temporary.ts";

/** A folder with a page and a script; beside it lies something that is none of the page's. */
export function aPage(): string {
  const index = temporary("page/index.html");
  mkdirSync(join(dirname(index), "assets"), { recursive: true });
  writeFileSync(index, "<!doctype html><script src=/assets/a-1.js></script>");
  writeFileSync(join(dirname(index), "assets", "a-1.js"), "1");
  writeFileSync(join(dirname(dirname(index)), "secret.txt"), "secret");
  return dirname(index);
}
