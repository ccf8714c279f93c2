import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The command line with everything that it needs but Node, for those who have no node_modules: the Python package carries it.
 * All of it lies in one folder, at the depth at which `tsc` puts `src/cli`, so that what looks for its neighbours finds them.
 */
export default defineConfig({
  root: folder("."),
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: folder("python/agent_town/server/dist/src/cli"),
    emptyOutDir: true,
    target: "node20",
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { main: folder("src/cli/main.ts"), ...threads() },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});

/** What threads begin with, each a file that is started by its name: `src/<layer>/<name>-worker.ts`. */
function threads(): Record<string, string> {
  const files = readdirSync(folder("src"), { recursive: true, encoding: "utf8" });
  const workers = files.filter((file) => file.endsWith("-worker.ts"));
  return Object.fromEntries(workers.map((file) => [basename(file, ".ts"), folder(`src/${file}`)]));
}
