import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** The module of all notebook widgets: one file, whole in itself, that anywidget loads in marimo, Jupyter and elsewhere. */
export default defineConfig({
  root: fileURLToPath(new URL("src/notebook", import.meta.url)),
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [namedByContent()],
  build: {
    outDir: fileURLToPath(new URL("dist/notebook", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    reportCompressedSize: false,
    lib: { entry: "module.ts", formats: ["es"], fileName: () => "agent-town.js" },
    // Left to itself, Vite keeps the white space of libraries.
    rolldownOptions: { output: { codeSplitting: false, minify: true } },
  },
});

/** Puts a hash of the module into itself: modules of a page work together when they are of one build. */
function namedByContent(): Plugin {
  return {
    name: "named-by-content",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") this.error(`expected one module, got ${file.fileName} too`);
        const hash = createHash("sha256").update(file.code).digest("hex").slice(0, 12);
        file.code = file.code.replace("__AGENT_TOWN_BUILD__", hash);
      }
    },
  };
}
