import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";

export type SmallDisk = { readonly path: string; remove(): void };

/**
 * A small disk, to fill. `remove` takes it away, with what is on it; so does the end of the process.
 * @throws without root, who alone may mount one.
 */
export function tmpfs(sizeMiB: number): SmallDisk {
  if (process.getuid?.() !== 0) {
    throw new Error("a small disk (mount -t tmpfs) needs root: run the tests as root, in a container for instance");
  }
  const path = mkdtempSync(join(tmpdir(), "agent-town-disk-"));
  run("mount", "-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", path);
  const remove = atExit(() => {
    // Lazily, since a server that was just killed may still hold it.
    run("umount", "-l", path);
    rmdirSync(path);
  });
  return { path, remove };
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr.trim()}`);
}
