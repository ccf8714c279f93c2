import { existsSync, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { processIo } from "../../src/cli/io.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";

/** What the io listens to; taken away again so that this process stays as it was. */
const HEARD = ["SIGINT", "SIGTERM", "SIGHUP", "exit"] as const;
type Listener = (...args: unknown[]) => void;
const listeners = (name: string) => process.listeners(name as "exit") as Listener[];

describe("processIo", () => {
  let before: Listener[][] = [];
  const added = (name: (typeof HEARD)[number]) =>
    listeners(name).filter((listener) => !before[HEARD.indexOf(name)].includes(listener));
  const send = (name: (typeof HEARD)[number]) => added(name).forEach((listener) => listener());

  beforeEach(() => {
    before = HEARD.map(listeners);
  });

  afterEach(() => {
    for (const name of HEARD) for (const listener of added(name)) process.off(name, listener);
    vi.restoreAllMocks();
    cleanUp();
  });

  it("reads standard input to its end", async () => {
    const stdin = new PassThrough();
    vi.spyOn(process, "stdin", "get").mockReturnValue(stdin as unknown as typeof process.stdin);
    stdin.end("0,1\n");
    expect(await processIo().readText("-")).toBe("0,1\n");
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends the wait for standard input", async (name) => {
    const stdin = new PassThrough();
    vi.spyOn(process, "stdin", "get").mockReturnValue(stdin as unknown as typeof process.stdin);
    const io = processIo();
    const reading = io.readText("-");
    send(name);
    await expect(reading).rejects.toThrow();
    expect(io.interrupted.reason).toBe(name);
    expect(stdin.destroyed).toBe(true);
  });

  it("the second signal ends the process, and what is unfinished goes with it", () => {
    const path = temporary("a.partial");
    writeFileSync(path, "half");
    const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
    processIo().unfinished.add(path);
    send("SIGINT");
    expect(exit).not.toHaveBeenCalled();
    send("SIGINT");
    expect(exit).toHaveBeenCalledWith(130);
    send("exit");
    expect(existsSync(path)).toBe(false);
  });
});
