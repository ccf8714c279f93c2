import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const entry = new URL("src/dashboard/replay/", import.meta.url);

/**
 * The page of a recording: one HTML file that is whole in itself, since it is opened from a disk. Its policy lets it run what it
 * was built of, and connect to nothing. Where its recording goes: `src/wire/recording.ts`.
 */
export default defineConfig({
  root: fileURLToPath(entry),
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [inOneFile()],
  build: {
    outDir: fileURLToPath(new URL("dist/page", import.meta.url)),
    target: "es2023",
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    // The page of a living town is there already.
    emptyOutDir: false,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: fileURLToPath(new URL("replay.html", entry)),
      output: { codeSplitting: false },
    },
  },
});

/** Writes script, style and icon into the page, as text that no parser of HTML takes for its end, with a policy that names them. */
function inOneFile(): Plugin {
  return {
    name: "in-one-file",
    generateBundle: {
      // When all that others put off until now is in the script.
      order: "post",
      handler(_, bundle) {
        const [script, style, page, icon] = [/\.js$/, /\.css$/, /\.html$/, /\.svg$/].map((ending) => {
          const [name, ...more] = Object.keys(bundle).filter((known) => ending.test(known));
          if (name === undefined || more.length > 0)
            this.error(`expected one file like ${ending}, got ${more.length + 1}`);
          const file = bundle[name];
          delete bundle[name];
          return { name, text: String(file.type === "chunk" ? file.code : file.source) };
        });
        const left = Object.keys(bundle);
        if (left.length > 0) this.error(`not inside the page: ${left.join(", ")}`);
        const code = script.text.replaceAll("</script", String.raw`<\/script`).replaceAll("<!--", String.raw`<\!--`);
        const css = style.text.replaceAll("</style", String.raw`<\/style`);
        const head = [
          `<meta http-equiv="Content-Security-Policy" content="${policyOf(code, css)}" />`,
          `<style>${css}</style>`,
          `<script type="module">${code}</script>`,
        ];
        const source = page.text
          .replaceAll(/\s*<script type="module"[^>]*><\/script>|\s*<link rel="stylesheet"[^>]*>/g, "")
          .replace(`./${icon.name}`, `data:image/svg+xml;base64,${Buffer.from(icon.text).toString("base64")}`)
          .replace('<meta charset="utf-8" />', (charset) => [charset, ...head].join("\n    "));
        this.emitFile({ type: "asset", fileName: "replay-template.html", source });
      },
    },
  };
}

function policyOf(code: string, css: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(code)}`,
    `style-src ${hash(css)}`,
    "img-src data: blob:",
    "font-src data:",
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
