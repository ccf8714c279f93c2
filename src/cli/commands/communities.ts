/** `agent-town communities graph.json --k 3`: the k-clique communities of the town, for any graph. */

import type { Command } from "commander";
import { graphFromEdges } from "../../network/graph.ts";
import { percolate } from "../../network/percolation.ts";
import { TownError } from "../../sim/error.ts";
import type { CliIo } from "../io.ts";

export function register(program: Command, io: CliIo): void {
  program
    .command("communities")
    .description("find the k-clique communities of an undirected graph (Palla et al. 2005); they may overlap")
    .argument("<graph>", 'JSON {"n": 3, "edges": [[0, 1], ...]}, or CSV, an edge a line; - is standard input')
    .option("--k <size>", "how many nodes a clique has, at least 2", "3")
    .addHelpText("after", CONVENTIONS)
    .action(async (path: string, { k }: { k: string }) => {
      if (!/^\d+$/.test(k)) throw wrong(`--k must be an integer >= 2, got ${shown(k)}`);
      await io.write(`${JSON.stringify(communities(await io.readText(path), Number(k)))}\n`);
    });
}

const CONVENTIONS = `
Prints one line of JSON: k and communities. Members ascend and communities are in lexicographic order. Two cliques of k
nodes are of one community when a chain of cliques, each sharing k - 1 nodes with the next, joins them; a node in no
clique is in no community. Repeated edges count once and loops not at all. In CSV, which may have a header, nodes are
numbers from 0 and the last one is the greatest named.

Examples:
  $ agent-town communities graph.json --k 4
  $ printf 'source,target\\n0,1\\n1,2\\n2,0\\n' | agent-town communities -
`;

interface Communities {
  readonly k: number;
  /** Members ascend; communities are in lexicographic order. */
  readonly communities: readonly (readonly number[])[];
}

/**
 * The communities of the graph in `text`: JSON if it begins with `{` or `[`, otherwise CSV, where the last node is the
 * greatest one named. Repeated edges count once and loops not at all. Throws a TownError "invalid_input" that names the
 * edge or the line.
 */
export function communities(text: string, k: number): Communities {
  if (!Number.isSafeInteger(k) || k < 2) throw wrong(`k must be an integer >= 2, got ${k}`);
  const source = text.replace(/^\uFEFF/, "");
  const first = source.trimStart()[0];
  if (first === undefined) throw wrong(`the input is empty: expected ${EXPECTED}`);
  const { n, edges } = first === "{" || first === "[" ? fromJson(source) : fromCsv(source);
  return { k, communities: percolate(graphFromEdges(n, edges), k) };
}

type Edge = readonly [number, number];
type EdgeList = { readonly n: number; readonly edges: readonly Edge[] };

const EXPECTED = '{"n": 3, "edges": [[0, 1], [1, 2]]} or CSV, two node numbers a line';
/** Memory grows with the greatest node; what lies beyond is a slip, not a graph. */
const MOST_NODES = 10_000_000;

function fromJson(source: string): EdgeList {
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch (cause) {
    throw wrong(`not valid JSON: ${(cause as Error).message}`, cause);
  }
  if (Array.isArray(parsed)) throw wrong(`the edges must be in an object: expected ${EXPECTED}`);
  const { n, edges } = parsed as Readonly<Record<string, unknown>>;
  if (typeof n !== "number" || !Number.isInteger(n) || n < 0 || n > MOST_NODES) {
    throw wrong(`n, the number of nodes, must be an integer from 0 to ${MOST_NODES}, got ${shown(n)}`);
  }
  if (!Array.isArray(edges)) throw wrong(`edges must be a list of pairs, got ${shown(edges)}: expected ${EXPECTED}`);
  const pairs = edges.map((edge: unknown, i): Edge => {
    if (!Array.isArray(edge) || edge.length !== 2)
      throw wrong(`edges[${i}] must be a pair of nodes, got ${shown(edge)}`);
    const [a, b] = edge as readonly unknown[];
    if (!isNode(a, n) || !isNode(b, n)) {
      const nodes = n === 0 ? "there are no nodes" : `nodes are integers from 0 to ${n - 1}`;
      throw wrong(`edges[${i}] is ${shown(edge)}, but n is ${n}: ${nodes}`);
    }
    return [a, b];
  });
  return { n, edges: pairs };
}

function isNode(value: unknown, n: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < n;
}

function fromCsv(source: string): EdgeList {
  const edges: Edge[] = [];
  let n = 0;
  let header: string | undefined;
  let isFirst = true;
  for (const [i, line] of source.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === "") continue;
    const cells = line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const isHeader = isFirst && cells.length === 2 && cells.every((cell) => /^[^\d+.-]/.test(cell));
    isFirst = false;
    if (isHeader) {
      header = line;
      continue;
    }
    if (cells.length !== 2) throw wrong(`line ${i + 1} must be two nodes with a comma between, got ${shown(line)}`);
    const [a, b] = cells.map((cell) => {
      const node = Number(cell);
      if (/^\d+$/.test(cell) && node < MOST_NODES) return node;
      throw wrong(`line ${i + 1}: a node is an integer from 0 to ${MOST_NODES - 1}, got ${shown(cell)}`);
    });
    edges.push([a, b]);
    n = Math.max(n, a + 1, b + 1);
  }
  // Names in the place of numbers would otherwise read as a graph without edges.
  if (edges.length === 0) throw wrong(`no edge after the header ${shown(header)}: expected ${EXPECTED}`);
  return { n, edges };
}

/** A value as JSON, short enough for one line. */
function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 40 ? `${json.slice(0, 39)}…` : json;
}

function wrong(message: string, cause?: unknown): TownError {
  return new TownError("invalid_input", message, { cause });
}
