import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";

const home = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const agentTown = (...args: string[]) =>
  execFileSync(process.execPath, [home("bin/agent-town.mjs"), ...args], { encoding: "utf8", stdio: "pipe" });

describe("the built page", () => {
  // The command builds what is not built.
  beforeAll(() => void agentTown("--help"), 300_000);

  /** Bytes over the wire, gzip. */
  const weight = (file: string) => gzipSync(readFileSync(home(`dist/page/${file}`))).length;
  /** What the browser asks for before anything is chosen, fonts aside. */
  const firstLook = () =>
    [
      "index.html",
      ...readFileSync(home("dist/page/index.html"), "utf8").matchAll(/(?:src|href)="\.\/(assets\/[^"]*)"/g),
    ].map((found) => (typeof found === "string" ? found : found[1]));

  it("costs less than 100 KB over the wire before one sees the town, fonts aside", () => {
    const sizes = Object.fromEntries(firstLook().map((file) => [file, weight(file)]));
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThan(100 * 1024);
  });

  it("brings each part that is opened later for less than 14 KB", () => {
    const first = new Set(firstLook());
    const late = readdirSync(home("dist/page/assets"))
      .map((file) => `assets/${file}`)
      .filter((file) => /\.(js|css)$/.test(file) && !first.has(file));
    expect(late.length).toBeGreaterThan(5);
    expect(late.map((file) => [file, weight(file)]).filter(([, size]) => Number(size) >= 14 * 1024)).toEqual([]);
  });

  it("is also one module for notebooks, of less than 170 KB, that asks for nothing else", () => {
    const path = home("dist/notebook/agent-town.js");
    expect(gzipSync(readFileSync(path)).length).toBeLessThan(170 * 1024);
    expect(readFileSync(path, "utf8")).not.toMatch(/\bimport\s*[("'{]|\bimport\.meta|\bfrom\s*["']/);
  });

  it("has no script or style of its own inside, and asks no other host for anything", () => {
    const html = readFileSync(home("dist/page/index.html"), "utf8");
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bon\w+=|\bstyle=/);
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(address).toMatch(/^\.\/assets\/[\w.-]+-[\w-]{8}\.\w+$/);
    const css = readdirSync(home("dist/page/assets")).filter((file) => file.endsWith(".css"));
    for (const file of css)
      expect(readFileSync(home(`dist/page/assets/${file}`), "utf8")).not.toMatch(/url\(["']?(?!\.?\/?[\w./-]*Roboto-)/);
  });

  it("says nothing of its own when there is nothing to set up: standard output is the command's", () => {
    expect(agentTown("--help")).toMatch(/^Usage: agent-town/);
  });
});
