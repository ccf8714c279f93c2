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

  it("costs less than 60 KB over the wire, fonts aside", () => {
    const files = readdirSync(home("dist/page"), { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(html|js|css|svg)$/.test(file),
    );
    const sizes = Object.fromEntries(
      files.map((file) => [file, gzipSync(readFileSync(home(`dist/page/${file}`))).length]),
    );
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThan(60 * 1024);
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
