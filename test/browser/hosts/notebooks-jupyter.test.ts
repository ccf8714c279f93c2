import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jupyterNotebook } from "./jupyter.ts";
import { notebookLaws } from "./notebook-laws.ts";

describe("notebooks/town.ipynb in JupyterLab", () => {
  it("is kept as it was before anybody ran it", () => {
    const { cells } = JSON.parse(readFileSync(new URL("../../../notebooks/town.ipynb", import.meta.url), "utf8")) as {
      readonly cells: readonly { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[];
    };
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    expect(code.length).toBeGreaterThan(5);
    for (const { outputs, execution_count } of code) expect([outputs, execution_count]).toEqual([[], null]);
  });

  notebookLaws(jupyterNotebook);
});
