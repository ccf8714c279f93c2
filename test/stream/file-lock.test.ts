import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { lockFile } from "../../src/stream/file-lock.ts";
import { cleanUp, temporary } from "./temporary.ts";

afterEach(cleanUp);

describe("lockFile", () => {
  it("says who writes the file, until it is given back", () => {
    const path = temporary("log.ndjson");
    const release = lockFile(path);
    expect(readFileSync(`${path}.lock`, "utf8")).toBe(`${process.pid}\n`);
    release();
    release();
    expect(existsSync(`${path}.lock`)).toBe(false);
    lockFile(path)();
  });

  it("refuses a second writer and names the first, whatever it calls the file", () => {
    const path = temporary("log.ndjson");
    writeFileSync(path, "");
    const link = temporary("link.ndjson");
    symlinkSync(path, link);
    const release = lockFile(path);
    expect(() => lockFile(path)).toThrow(`${path} is being written by process ${process.pid}: stop it`);
    expect(() => lockFile(link)).toThrow(`by process ${process.pid}`);
    release();
    writeFileSync(`${path}.lock`, `${process.ppid}\n`);
    expect(() => lockFile(path)).toThrow(`by process ${process.ppid}`);
  });

  it("takes over what a dead process left, even one that had this process's id", () => {
    const { pid: dead } = spawnSync(process.execPath, ["--version"]);
    for (const pid of [dead, process.pid]) {
      const path = temporary("log.ndjson");
      writeFileSync(`${path}.lock`, `${pid}\n`);
      const release = lockFile(path);
      expect(readFileSync(`${path}.lock`, "utf8")).toBe(`${process.pid}\n`);
      release();
    }
  });

  it("leaves a file alone that is no lock of ours", () => {
    const path = temporary("log.ndjson");
    writeFileSync(`${path}.lock`, "mine");
    expect(() => lockFile(path)).toThrow(`remove ${path}.lock`);
    expect(readFileSync(`${path}.lock`, "utf8")).toBe("mine");
  });

  it("says when there is no such folder", () => {
    const path = temporary("log.ndjson");
    expect(() => lockFile(`${path}/log.ndjson`)).toThrow(`can't write ${path}/log.ndjson`);
  });
});
