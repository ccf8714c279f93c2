import { describe, expect, it } from "vitest";
import { TownError, type ErrorCode } from "../../src/sim/error.ts";
import { problem, readProblem, REFUSALS } from "../../src/wire/problem.ts";

describe("problems", () => {
  it("tell the person's words, the status and the stable code", () => {
    expect(problem(new TownError("impossible", "Bob is resting; wait until the morning"))).toEqual({
      type: "tag:agent-town,2025:impossible",
      title: "Impossible now",
      status: 409,
      detail: "Bob is resting; wait until the morning",
      code: "impossible",
    });
  });

  it("tell nothing of an error that is not ours", () => {
    const told = problem(new Error("password is hunter2"));
    expect(told).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(told)).not.toContain("hunter2");
  });

  it("are read back as the error that they told, for every code", () => {
    for (const code of Object.keys(REFUSALS) as ErrorCode[]) {
      const error = new TownError(code, "because");
      const read = readProblem(REFUSALS[code].status, problem(error));
      expect([read.code, read.message]).toEqual([code, "because"]);
    }
  });

  it("are read from any answer", () => {
    for (const body of [undefined, null, "<html>", [], { code: "toString", detail: 3 }]) {
      expect(readProblem(502, body)).toMatchObject({
        code: "internal",
        message: "the server answered 502 without saying why",
      });
    }
  });

  it("exit with 2 exactly when the request itself was at fault", () => {
    for (const { status, exitCode } of Object.values(REFUSALS)) {
      expect(exitCode).toBe(status >= 400 && status < 500 && status !== 409 && status !== 429 ? 2 : 1);
    }
  });
});
