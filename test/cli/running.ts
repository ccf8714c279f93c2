import type { CliIo } from "../../src/cli/io.ts";
import { agentTown, type Spoken } from "./spoken.ts";

/** A command that serves until it is ended; resolves when it has said where, rejects with its words when it ends before. */
export async function running(args: readonly string[], io: Partial<CliIo> = {}) {
  const interruption = new AbortController();
  let said = "";
  let opened!: (url: string) => void;
  const url = new Promise<string>((resolve) => (opened = resolve));
  const ended = agentTown(args, {
    out: (text) => {
      said += text;
      const found = /http:\/\/[^\s/]+/.exec(said);
      if (found) setImmediate(() => opened(found[0]));
    },
    interrupted: interruption.signal,
    ...io,
  });
  const end = (): Promise<Spoken> => {
    interruption.abort("SIGINT");
    return ended;
  };
  const address = await Promise.race([url, ended.then(({ err }) => Promise.reject(new Error(err)))]);
  return { url: address, said, end };
}
