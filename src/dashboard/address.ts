/** What a link to this page says: the same link shows the same thing. */
export type Address = {
  readonly town: string;
  /** The moment shown, as a seq; undefined: live. */
  readonly at: number | undefined;
  /** Traits of the page's model that differ from their defaults. */
  readonly traits: Readonly<Record<string, Linked>>;
};

/** What a link can carry: text, a list of ids, a whole number, a yes. */
type Linked = string | readonly string[] | number | boolean;

/** Traits that a link carries, with their defaults. */
export const LINKED = {
  projection: "pca",
  selected: [],
  focus: "",
  query: "",
  kind: "",
  phase: "",
  why: 0,
  trails: false,
  jitter: false,
  /** The panel that is open, by its id. */
  panel: "citizens",
  pinned: [],
  budget: 0,
  lod: 2,
  /** Another town to show beside this one, by its id. */
  beside: "",
  theme: "auto",
} as const satisfies Readonly<Record<string, Linked>>;

/** @param search `?town=...`, as in `location.search`. What it doesn't know it passes over. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const traits: Record<string, Linked> = {};
  for (const [key, fallback] of Object.entries(LINKED)) {
    const value = query.get(key);
    const read = value === null ? undefined : like(fallback, value);
    if (read !== undefined) traits[key] = read;
  }
  const at = query.get("at") ?? "";
  return { town: query.get("town") ?? "", at: /^\d{1,15}$/.test(at) ? Number(at) : undefined, traits };
}

/**
 * The token that opens the server to this page, as in `location.hash`: `#token=...`. Browsers keep that part of an address to
 * themselves, so no server's log ever sees it.
 */
export function tokenIn(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get("token") ?? undefined;
}

/** The search part of a link, `?town=...`; what is default is left out, so that the plain page has a plain address. */
export function writeAddress({ town, at, traits }: Address): string {
  const query = new URLSearchParams();
  if (town) query.set("town", town);
  for (const [key, fallback] of Object.entries(LINKED)) {
    const text = String(traits[key] ?? fallback);
    if (text !== String(fallback)) query.set(key, text);
  }
  if (at !== undefined) query.set("at", `${at}`);
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** What was written as `text` of a trait whose default is `fallback`; undefined where it is none. */
function like(fallback: Linked, text: string): Linked | undefined {
  if (typeof fallback === "string") return text;
  if (typeof fallback === "boolean") return text === "true";
  if (typeof fallback === "number") return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return text.split(",").filter(Boolean);
}
