import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** The path of a file that isn't there yet, in a folder of its own. */
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "agent-town-"));
  made.push(folder);
  return join(folder, name);
}

/** Removes all that `temporary` made. */
export function cleanUp(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
