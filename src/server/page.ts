import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** Answers a GET of a path with a file of the page. */
export type Page = (path: string) => Response;

/**
 * The page's files, read once into memory: what is not among them does not exist, whatever the path says. Files in `assets/`
 * carry a hash of their content in their names and never change; everything else is asked for anew.
 */
export function page(folder: string | undefined): Page {
  const files = new Map<string, PageFile>();
  if (folder !== undefined && existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join("/")}`;
      files.set(path, { bytes: readFileSync(file), headers: headersOf(path) });
    }
  }
  const index = files.get("/index.html");
  if (index) files.set("/", index);
  return (path) => {
    const found = files.get(path);
    if (found) return new Response(found.bytes, { headers: found.headers });
    const text =
      path === "/" ? "The page is not built: run npm run build, then start again.\n" : `Nothing at ${path}.\n`;
    return new Response(text, {
      status: 404,
      headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
    });
  };
}

type PageFile = { readonly bytes: Buffer<ArrayBuffer>; readonly headers: Record<string, string> };

function headersOf(path: string): Record<string, string> {
  return {
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    "Cache-Control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    // On scripts too: a worker lives by the policy that its own file came with.
    "Content-Security-Policy": POLICY,
  };
}

/** Nothing but our files, and nothing inline: widgets adopt constructed style sheets, which no policy forbids. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
