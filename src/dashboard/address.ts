/** What a link to this page says: the same link shows the same thing. */
export type Address = {
  readonly town: string;
  /** The moment shown, as a seq; undefined: live. */
  readonly at: number | undefined;
  /** Traits of the page's model that differ from their defaults. */
  readonly traits: Readonly<Record<string, string | readonly string[]>>;
};

/** Traits that a link carries, with their defaults: text, or a list of ids. */
export const LINKED: Readonly<Record<string, string | readonly string[]>> = {
  projection: "pca",
  selected: [],
  focus: "",
  query: "",
  kind: "",
  theme: "auto",
};

/** @param search `?town=...`, as in `location.search`. What it doesn't know it passes over. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const traits: Record<string, string | readonly string[]> = {};
  for (const [key, fallback] of Object.entries(LINKED)) {
    const value = query.get(key);
    if (value === null) continue;
    traits[key] = typeof fallback === "string" ? value : value.split(",").filter(Boolean);
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
    const value = traits[key] ?? fallback;
    const text = typeof value === "string" ? value : value.join(",");
    if (text !== (typeof fallback === "string" ? fallback : fallback.join(","))) query.set(key, text);
  }
  if (at !== undefined) query.set("at", `${at}`);
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}
