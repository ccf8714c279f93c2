import { main } from "../../src/cli/main.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { HeldClock } from "../stream/held-clock.ts";

/** What a command line said and how it ended. */
export type Spoken = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command line in this process. */
export async function agentTown(args: readonly string[], io: Partial<CliIo> = {}): Promise<Spoken> {
  let [out, err] = ["", ""];
  const code = await main(args, {
    readText: () => Promise.reject(new Error("nothing to read")),
    out: (text) => void (out += text),
    write: async (piece) => void (out += typeof piece === "string" ? piece : Buffer.from(piece).toString("latin1")),
    say: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 80,
    terminal: undefined,
    env: {},
    clock: new HeldClock(1),
    unfinished: new Set(),
    interrupted: new AbortController().signal,
    ...io,
  });
  return { code, out, err };
}
