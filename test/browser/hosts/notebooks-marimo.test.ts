import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findPython } from "../../../scripts/python.mjs";
import { marimoNotebook } from "./marimo.ts";
import { notebookLaws } from "./notebook-laws.ts";

it("marimo finds nothing to say about notebooks/town.py", () => {
  const notebook = fileURLToPath(new URL("../../../notebooks/town.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(findPython(), ["-m", "marimo", "check", "--strict", notebook], {
    encoding: "utf8",
  });
  expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: "" });
});

describe("notebooks/town.py as an application", () => notebookLaws((...where) => marimoNotebook("run", ...where)));
describe("notebooks/town.py with its code", () => notebookLaws((...where) => marimoNotebook("edit", ...where)));
