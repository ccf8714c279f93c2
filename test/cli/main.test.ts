import { describe, expect, it } from "vitest";
import { TownError } from "../../src/sim/error.ts";
import { agentTown } from "./spoken.ts";

describe("agent-town", () => {
  it("--help names every command and shows examples", async () => {
    const { code, out } = await agentTown(["--help"]);
    expect(code).toBe(0);
    for (const word of ["serve", "gateway", "run", "replay", "export", "communities", "project", "Examples:"]) {
      expect(out).toContain(word);
    }
  });

  it.each(["serve", "gateway", "run", "replay", "export", "communities", "project"])(
    "%s --help has examples that run",
    async (command) => {
      const { code, out } = await agentTown([command, "--help"]);
      expect(code).toBe(0);
      expect(out).toContain(`$ agent-town ${command}`);
    },
  );

  it.each([
    [["rnu"], "unknown command 'rnu'\n(Did you mean run?)"],
    [["run", "--dyas", "3"], "unknown option '--dyas'\n(Did you mean --days?)"],
    [["run", "--days"], "argument missing"],
    [["replay"], "missing required argument 'log'"],
    [["export", "a.ndjson", "--format", "xml"], "Allowed choices are csv, ndjson, citizens.json"],
  ])("%j is refused with exit code 2 and a hint", async (args, message) => {
    const { code, out, err } = await agentTown(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^agent-town: /);
    expect(err).toContain(message);
  });

  it("tells an error of the house in one line, and its exit code by its kind", async () => {
    const failing = (error: Error) => agentTown(["communities", "x"], { readText: () => Promise.reject(error) });
    expect(await failing(new TownError("invalid_input", "that was\n  wrong"))).toEqual({
      code: 2,
      out: "",
      err: "agent-town: that was wrong\n",
    });
    expect((await failing(new TownError("conflict", "taken"))).code).toBe(1);
  });

  it("asks to report what is no error of the house", async () => {
    const { code, err } = await agentTown(["communities", "x"], { readText: () => Promise.reject(new Error("boom")) });
    expect(code).toBe(1);
    expect(err).toContain("an error of ours, please report it: Error: boom");
  });

  it("ends quietly when whoever read its output has gone", async () => {
    const gone = new AbortController();
    gone.abort("EPIPE");
    const write = () => Promise.reject(new Error("write EPIPE"));
    expect(await agentTown(["run", "--days", "1"], { write, interrupted: gone.signal })).toMatchObject({
      code: 0,
      err: "",
    });
  });
});
