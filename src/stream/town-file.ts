import { isScalar, LineCounter, parseDocument, visit, type Document, type Scalar, type YAMLParseError } from "yaml";
import { TownError } from "../sim/error.ts";

/**
 * What a town file says: YAML 1.2, of which JSON is a part. What it means is for `parseConfig`. Cost: about 3 us a byte, whatever the
 * text; it may come from a stranger.
 * @param name of the file, for the person who wrote it
 * @throws TownError invalid_config with line and column
 */
export function readTownFile(text: string, name: string): unknown {
  const lines = new LineCounter();
  try {
    // The parser itself looks for a key's double among all keys before it, which is quadratic.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const [error] = document.errors;
    const fault = error ? { at: error.pos[0], words: inOurWords(error) } : doubleIn(document);
    if (!fault) return document.toJS({ maxAliasCount: 100 });
    const { line, col } = lines.linePos(fault.at);
    throw new TownError("invalid_config", `${name}, line ${line}, column ${col}: ${fault.words}`, { cause: error });
  } catch (cause) {
    if (cause instanceof TownError) throw cause;
    const why = cause instanceof RangeError ? TOO_DEEP : (cause as Error).message;
    throw new TownError("invalid_config", `${name}: ${why}`, { cause });
  }
}

type Fault = { readonly at: number; readonly words: string };

/** A key that a map has twice. */
function doubleIn(document: Document): Fault | undefined {
  let double: Scalar | undefined;
  visit(document, {
    Map(_, { items }) {
      const keys = items.map(({ key }) => key).filter(isScalar);
      const seen = new Set<unknown>();
      double = keys.find(({ value }) => seen.size === seen.add(value).size);
      return double && visit.BREAK;
    },
  });
  return (
    double && {
      at: double.range![0],
      words: `Map keys must be unique: ${JSON.stringify(double.value)} is here a second time`,
    }
  );
}

/** The parser's own message, save where it speaks to a programmer. */
function inOurWords({ code, message }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; a file holds one town, so split it at the ---";
  return code === "RESOURCE_EXHAUSTION" ? TOO_DEEP : message;
}

/** The parser descends by calling itself. */
const TOO_DEEP = "it is nested too deeply";
