import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/agent-town.mjs", import.meta.url));

/** A town served by the command that people use, in a process of its own. */
export type ServedTown = {
  readonly url: string;
  readonly port: number;
  /** The process dies at once, as a machine does: nobody is told. */
  kill(): Promise<void>;
};

/** @throws what the command said when it ended before it served. */
export async function serveTown(...args: readonly string[]): Promise<ServedTown> {
  const child = spawn(process.execPath, [BIN, "serve", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await address(child);
  return {
    url,
    port: Number(new URL(url).port),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout!.on("data", listen);
    child.stderr!.on("data", listen);
    child.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}
