import { Command } from "commander";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { project, register } from "../../src/cli/commands/project.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { TownError } from "../../src/sim/error.ts";

/** Two rows at (1, 1) and (3, 3): all variance, 4, along the diagonal. */
const DIAGONAL = '{"X": [[1, 1], [3, 3]]}';

describe("agent-town project", () => {
  it("puts two points of the diagonal on the first component, one on each side", () => {
    const result = project(DIAGONAL, "pca");
    expect(result.method).toBe("pca");
    expect(result.mean).toEqual([2, 2]);
    close(result.components[0], [Math.SQRT1_2, Math.SQRT1_2]);
    close(result.explained_variance, [4, 0]);
    close(result.explained_variance_ratio, [1, 0]);
    close(result.coordinates.flat(), [-Math.SQRT2, 0, Math.SQRT2, 0]);
  });

  it("reads the same matrix from CSV, with or without a header, whatever the line ends", () => {
    const expected = project(DIAGONAL, "pca");
    for (const csv of ["1,1\n3,3", "a,b\r\n1,1\r\n3,3\r\n", '\uFEFF"a","b"\n\n 1 , "1"\n3.0,3e0\n']) {
      expect(project(csv, "pca")).toEqual(expected);
    }
  });

  it("shows two components, but the variances of all", () => {
    const result = project('{"X": [[0,0,0,0],[1,0,0,0],[0,2,0,0],[0,0,3,0],[0,0,0,4],[1,1,1,1]]}', "pca");
    expect(result.components.map((row) => row.length)).toEqual([4, 4]);
    expect(result.explained_variance).toHaveLength(4);
    expect(result.coordinates).toHaveLength(6);
  });

  it("answers for a single column and a single row", () => {
    const column = project("1\n2\n3", "pca");
    expect(column.components).toEqual([[1]]);
    expect(column.explained_variance).toEqual([1]);
    expect(column.coordinates).toEqual([
      [-1, 0],
      [0, 0],
      [1, 0],
    ]);
    const row = project('{"X": [[5, 7]]}', "pca");
    expect([row.explained_variance, row.explained_variance_ratio, row.coordinates]).toEqual([[0], [0], [[0, 0]]]);
  });

  it.each([
    ["", "the input is empty"],
    ["   \n", "the input is empty"],
    ["null", 'line 1, column 1 must be a number, got "null"'],
    ["{}", 'no "X"'],
    ['{"X": null}', "X must be a list of rows, got null"],
    ['{"X": 3}', "got 3"],
    ['{"X": []}', "X has no rows"],
    ['{"X": [[]]}', "X[0] has no columns"],
    ['{"X": [1, 2]}', "X[0] must be a row of numbers, got 1"],
    ['{"X": [[1, 2], null]}', "X[1] must be a row of numbers, got null"],
    ['{"X": [[1, 2], [3]]}', "X[1] has 1 column, expected 2 as in X[0]"],
    ['{"X": [[1, 2], [3, null]]}', "X[1][1] must be a number, got null"],
    ['{"X": [[1, "2"]]}', 'X[0][1] must be a number, got "2"'],
    ['{"X": [[1, 1e999]]}', "X[0][1] is too large"],
    ['{"X": [[1e300, 0], [-1e300, 0]]}', "the numbers are too large"],
    ['{"X": [[1, 2]', "not valid JSON"],
    ["[[1, 2]]", "must be in an object"],
    ["1,2\n3", "line 2 has 1 column, expected 2 as in line 1"],
    ["a,b\n1,2\n\n3,x", 'line 4, column 2 must be a number, got "x"'],
    ["nan,nan\n1,2", 'line 1, column 1 must be a number, got "nan"'],
    ["1,\n2,3", 'line 1, column 2 must be a number, got ""'],
    ["0x10\n1", 'line 1, column 1 must be a number, got "0x10"'],
    ["a,b", "no row of numbers"],
    ['""', 'line 1, column 1 must be a number, got ""'],
    ['1\n""', 'line 2, column 1 must be a number, got ""'],
  ])("says of %j what is wrong", (text, message) => {
    expect(() => project(text, "pca")).toThrow(message);
    expect(() => project(text, "pca")).toThrow(TownError);
  });

  it("names the methods there are when asked for another", () => {
    expect(() => project(DIAGONAL, "magic")).toThrow('unknown method "magic": expected pca');
  });

  it("never answers with anything but numbers, or a refusal", () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(fc.array(fc.double())).map((X) => JSON.stringify({ X })),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          const { explained_variance, mean, coordinates } = project(input, "pca");
          for (const value of [...explained_variance, ...mean, ...coordinates.flat()])
            expect(value).toSatisfy(Number.isFinite);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid_input" });
        }
      }),
    );
  });

  it("prints exactly one line of JSON", async () => {
    let printed = "";
    const io: Partial<CliIo> = {
      readText: async (path) => (path === "-" ? DIAGONAL : ""),
      write: async (text) => void (printed += text),
    };
    const program = new Command();
    register(program, io as CliIo);
    await program.parseAsync(["project", "-", "--method", "pca"], { from: "user" });
    expect(printed.endsWith("\n")).toBe(true);
    expect(JSON.parse(printed)).toEqual(project(DIAGONAL, "pca"));
    expect(printed.trim().includes("\n")).toBe(false);
  });
});

function close(actual: readonly number[] | undefined, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual?.[i]).toBeCloseTo(value, 12);
}
