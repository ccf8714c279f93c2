import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/**
 * The page: one HTML file without inline script or style, and assets named by their content, so that a strict content
 * security policy holds and everything but the HTML may be cached for ever. Fonts come along: no other host is asked.
 */
export default defineConfig({
  root: fileURLToPath(new URL("src/dashboard", import.meta.url)),
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("dist/page", import.meta.url)),
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
