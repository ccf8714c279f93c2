import { Command } from "commander";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { communities, register } from "../../src/cli/commands/communities.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { TownError } from "../../src/sim/error.ts";

/** Two triangles that share node 2. */
const BOW_TIE = '{"n": 5, "edges": [[0,1],[0,2],[1,2],[2,3],[2,4],[3,4]]}';

describe("agent-town communities", () => {
  it("finds two triangles that share a node, and one component", () => {
    expect(communities(BOW_TIE, 3)).toEqual({
      k: 3,
      communities: [
        [0, 1, 2],
        [2, 3, 4],
      ],
    });
    expect(communities(BOW_TIE, 2)).toEqual({ k: 2, communities: [[0, 1, 2, 3, 4]] });
    expect(communities(BOW_TIE, 4)).toEqual({ k: 4, communities: [] });
  });

  it("reads the same graph from CSV, with or without a header, whatever the line ends", () => {
    const lines = ["0,1", "0,2", "1,2", "2,3", "2,4", "3,4"];
    for (const csv of [
      lines.join("\n"),
      `source,target\r\n${lines.join("\r\n")}\r\n`,
      `\uFEFF"a","b"\n\n${lines.join(" \n ")}`,
    ]) {
      expect(communities(csv, 3)).toEqual(communities(BOW_TIE, 3));
    }
  });

  it("counts repeated edges once and loops not at all", () => {
    expect(communities('{"n": 3, "edges": [[0,0],[1,0],[0,1],[1,2],[2,0],[2,2]]}', 3).communities).toEqual([[0, 1, 2]]);
  });

  it("finds nothing where there is no edge", () => {
    for (const text of ['{"n": 0, "edges": []}', '{"n": 3, "edges": []}', "source,target\n0,0"]) {
      expect(communities(text, 2).communities).toEqual([]);
    }
  });

  it.each([
    ["", "the input is empty"],
    [" \n", "the input is empty"],
    ["{", "not valid JSON"],
    ["[[0, 1]]", "must be in an object"],
    ["{}", "n, the number of nodes, must be an integer from 0 to 10000000, got nothing"],
    ['{"n": -1, "edges": []}', "got -1"],
    ['{"n": 1e12, "edges": []}', "got 1000000000000"],
    ['{"n": "3", "edges": []}', 'got "3"'],
    ['{"n": 3}', "edges must be a list of pairs, got nothing"],
    ['{"n": 3, "edges": [[0, 1], [1]]}', "edges[1] must be a pair of nodes, got [1]"],
    ['{"n": 3, "edges": [null]}', "edges[0] must be a pair of nodes, got null"],
    ['{"n": 3, "edges": [[0, 3]]}', "edges[0] is [0,3], but n is 3: nodes are integers from 0 to 2"],
    ['{"n": 3, "edges": [[0, "1"]]}', 'edges[0] is [0,"1"], but n is 3'],
    ['{"n": 0, "edges": [[0, 0]]}', "there are no nodes"],
    ["alice,bob", 'no edge after the header "alice,bob": expected {"n": 3'],
    ["source,target\n\n", 'no edge after the header "source,target"'],
    ["0,1\n1,2,3", 'line 2 must be two nodes with a comma between, got "1,2,3"'],
    ["0,1\n1,x", 'line 2: a node is an integer from 0 to 9999999, got "x"'],
    ["0,-1", 'line 1: a node is an integer from 0 to 9999999, got "-1"'],
    ["0,1e9", 'got "1e9"'],
    ["0,99999999999", 'got "99999999999"'],
    ["hello", 'line 1 must be two nodes with a comma between, got "hello"'],
  ])("says of %j what is wrong", (text, message) => {
    expect(() => communities(text, 3)).toThrow(message);
    expect(() => communities(text, 3)).toThrow(TownError);
  });

  it("refuses a k below 2 or between integers", () => {
    for (const k of [1, 0, 2.5]) expect(() => communities(BOW_TIE, k)).toThrow(`k must be an integer >= 2, got ${k}`);
  });

  it("answers any text with communities or a refusal", () => {
    const pair = fc.tuple(fc.integer({ min: -1, max: 9 }), fc.nat(9));
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(pair).map((edges) => edges.join("\n")),
      fc.array(pair).map((edges) => JSON.stringify({ n: 9, edges })),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 5 }), (input, k) => {
        try {
          for (const members of communities(input, k).communities) expect(members.length).toBeGreaterThanOrEqual(k);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid_input" });
        }
      }),
    );
  });

  it("prints exactly one line of JSON, for triangles unless told otherwise", async () => {
    expect(await printed("communities", "-")).toBe('{"k":3,"communities":[[0,1,2],[2,3,4]]}\n');
    expect(await printed("communities", "-", "--k", "2")).toBe('{"k":2,"communities":[[0,1,2,3,4]]}\n');
  });

  it("repeats a --k that it cannot read", async () => {
    await expect(printed("communities", "-", "--k", "three")).rejects.toThrow(
      '--k must be an integer >= 2, got "three"',
    );
    await expect(printed("communities", "-", "--k", "1")).rejects.toThrow("k must be an integer >= 2, got 1");
  });
});

async function printed(...args: string[]): Promise<string> {
  let output = "";
  const io: Partial<CliIo> = {
    readText: async (path) => (path === "-" ? BOW_TIE : ""),
    write: async (text) => void (output += text),
  };
  const program = new Command();
  register(program, io as CliIo);
  await program.parseAsync(args, { from: "user" });
  return output;
}
