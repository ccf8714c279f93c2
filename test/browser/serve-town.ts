import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/agent-town.mjs", import.meta.url));

/** A town served by the command that people use, in a process of its own. */
export type ServedTown = {
  readonly url: string;
  readonly port: number;
  /** What it answers of smallville: `ask<TownSnapshot>("/state?at=9")`. */
  ask<T>(path: string): Promise<T>;
  /** A wish to smallville: `post("/control", { action: "step", by: "day" })`. @throws what it answered when it refused */
  post(path: string, body: object): Promise<void>;
  /** The process dies at once, as a machine does: nobody is told. */
  kill(): Promise<void>;
};

/** @throws what the command said when it ended before it served. */
export async function serveTown(...args: readonly string[]): Promise<ServedTown> {
  const child = spawn(process.execPath, [BIN, "serve", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await address(child);
  const base = `${url}/v1/town/smallville`;
  return {
    url,
    port: Number(new URL(url).port),
    ask: async <T>(path: string) => (await (await fetch(base + path)).json()) as T,
    async post(path, body) {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`POST ${path} was answered by ${answer.status}: ${await answer.text()}`);
    },
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
