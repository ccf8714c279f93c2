import { existsSync } from "node:fs";

/** What this process has made of the machine (servers, mounts, networks) and must undo, however it ends. */
const owed = new Set<() => void>();

process.on("exit", () => {
  for (const undo of [...owed].reverse()) attempt(undo);
});

/** Has `undo` run once: by the function returned, else when the process exits. It must be synchronous and may fail. */
export function atExit(undo: () => void): () => void {
  const once = () => {
    if (owed.delete(once)) undo();
  };
  owed.add(once);
  return once;
}

const SETPRIV = "/usr/bin/setpriv";

/** What to put before a command so that it does not outlive even a test process that was killed, where the system can see to it (util-linux). */
export const DIES_WITH_US: readonly string[] = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL"] : [];

function attempt(undo: () => void): void {
  try {
    undo();
  } catch {
    // the rest is to be undone all the same
  }
}
