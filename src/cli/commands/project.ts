/** `agent-town project matrix.json --method pca`: the projections of the town, for any matrix. */

import type { Command } from "commander";
import { principalComponents } from "../../projection/principal-components.ts";
import { coordinates } from "../../projection/projection.ts";
import { TownError } from "../../sim/error.ts";
import type { CliIo } from "../io.ts";

export function register(program: Command, io: CliIo): void {
  program
    .command("project")
    .description("project rows of numbers onto a plane, with scikit-learn's conventions")
    .argument("<matrix>", 'JSON {"X": [[...], ...]}, or CSV with or without a header; - is standard input')
    .option("--method <name>", "how: pca", "pca")
    .addHelpText("after", CONVENTIONS)
    .action(async (path: string, { method }: { method: string }) => {
      await io.write(`${JSON.stringify(project(await io.readText(path), method))}\n`);
    });
}

const CONVENTIONS = `
Prints one line of JSON: method, components (two at most), explained_variance, explained_variance_ratio, mean, and
coordinates, an x and y a row. As in scikit-learn, columns are centred but not scaled, variances are those of a sample
(n - 1), components descend in variance, and each one's largest loading by size is positive.

There are min(rows, columns) components. With one row or one column there is a single one, and every y is 0. A constant
column adds no variance. Where nothing varies (one row, identical rows) variances and ratios are 0, not NaN.

Examples:
  $ agent-town project matrix.json
  $ printf 'height,weight\\n1,2\\n3,4\\n5,7\\n' | agent-town project -
`;

type ProjectResult = {
  readonly method: "pca";
  /** The first two (one, when there is a single row or column), each one loading a column. */
  readonly components: readonly (readonly number[])[];
  /** Of all min(rows, columns) components, descending. */
  readonly explained_variance: readonly number[];
  readonly explained_variance_ratio: readonly number[];
  readonly mean: readonly number[];
  /** One x, y a row; y is 0 where there is no second component. */
  readonly coordinates: readonly (readonly [number, number])[];
};

/** Projects the matrix in `text` (JSON or CSV). Throws a TownError "invalid_input" that names the row and the column. */
export function project(text: string, method: string): ProjectResult {
  if (method !== "pca") throw wrong(`unknown method "${method}": expected pca`);
  const source = text.replace(/^\uFEFF/, "").trim();
  if (source === "") throw wrong(`the input is empty: expected ${EXPECTED}`);
  const rows = /^[[{]/.test(source) ? jsonRows(source) : csvRows(source);
  const n = rows.length;
  const width = rows[0].length;
  const matrix = Float64Array.from(rows.flat());
  const fit = principalComponents(matrix, n, width);
  if (!Number.isFinite(fit.explainedVariance.reduce((total, variance) => total + variance, 0))) {
    throw wrong(
      "the numbers are too large: their variance is beyond the largest number there is; scale the columns down",
    );
  }
  const components = Array.from({ length: Math.min(2, fit.count) }, (_, k) =>
    fit.components.slice(k * width, (k + 1) * width),
  );
  const [x, y = new Float64Array(width)] = components;
  const points = coordinates({ mean: fit.mean, x, y }, matrix, n);
  return {
    method,
    components: components.map((component) => [...component]),
    explained_variance: [...fit.explainedVariance],
    explained_variance_ratio: [...fit.explainedVarianceRatio],
    mean: [...fit.mean],
    coordinates: rows.map((_, row) => [points[2 * row], points[2 * row + 1]]),
  };
}

const EXPECTED = '{"X": [[1, 2], [3, 4]]} or CSV, a row of numbers a line';

function jsonRows(source: string): number[][] {
  const X = matrixOf(source);
  if (!Array.isArray(X)) throw wrong(`X must be a list of rows, got ${shown(X)}: expected ${EXPECTED}`);
  if (X.length === 0) throw wrong("X has no rows: expected at least one");
  return X.map((row: unknown, i) => {
    if (!Array.isArray(row)) throw wrong(`X[${i}] must be a row of numbers, got ${shown(row)}`);
    if (row.length === 0) throw wrong(`X[${i}] has no columns: expected at least one number`);
    const width = (X[0] as unknown[]).length;
    if (row.length !== width) throw wrong(`X[${i}] has ${columns(row.length)}, expected ${width} as in X[0]`);
    return row.map((value: unknown, k) => {
      if (typeof value !== "number") throw wrong(`X[${i}][${k}] must be a number, got ${shown(value)}`);
      // JSON has no infinity, but 1e999 reads as one.
      if (!Number.isFinite(value)) throw wrong(`X[${i}][${k}] is too large a number`);
      return value;
    });
  });
}

function matrixOf(source: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch (cause) {
    throw wrong(`not valid JSON: ${(cause as Error).message}`, cause);
  }
  if (Array.isArray(parsed)) throw wrong(`the matrix must be in an object: expected ${EXPECTED}`);
  if (!Object.hasOwn(parsed as object, "X")) throw wrong(`the object has no "X": expected ${EXPECTED}`);
  return (parsed as { readonly X: unknown }).X;
}

/** A cell that is meant as a number, even a wrong or a missing one, and so is no column's name. */
const FOR_NUMBER = /^([+-]?(nan|inf(inity)?)|n\/?a|null|none|[+-]?\.?\d.*)?$/i;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function csvRows(source: string): number[][] {
  const lines = source
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ number: i + 1, line }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ number, line }) => ({
      number,
      cells: line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")),
    }));
  const named = lines[0].cells.every((cell) => !FOR_NUMBER.test(cell));
  const body = named ? lines.slice(1) : lines;
  if (body.length === 0) throw wrong(`no row of numbers after the header ${shown(source)}: expected ${EXPECTED}`);
  const width = lines[0].cells.length;
  return body.map(({ number, cells }) => {
    if (cells.length !== width) {
      throw wrong(`line ${number} has ${columns(cells.length)}, expected ${width} as in line ${lines[0].number}`);
    }
    return cells.map((cell, k) => {
      const value = Number(cell);
      if (!DECIMAL.test(cell)) throw wrong(`line ${number}, column ${k + 1} must be a number, got ${shown(cell)}`);
      if (!Number.isFinite(value)) throw wrong(`line ${number}, column ${k + 1} is too large a number`);
      return value;
    });
  });
}

function columns(count: number): string {
  return count === 1 ? "1 column" : `${count} columns`;
}

/** A value as JSON, short enough for one line. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 39)}…` : json;
}

function wrong(message: string, cause?: unknown): TownError {
  return new TownError("invalid_input", message, { cause });
}
