import { html as escaping } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Text of the page, escaped. */

export type Html = HtmlEscapedString;

/** Hono's: whatever is put in is escaped, but for what comes from here. Nothing that is put in is to be waited for. */
export const html = escaping as (strings: TemplateStringsArray, ...values: readonly unknown[]) => Html;

/** Text with words in backticks, and empty lines between paragraphs. */
export function prose(text = ""): Html[] {
  return text.split("\n\n").map((paragraph) => html`<p>${sentence(paragraph)}</p>`);
}

export function sentence(text = ""): Html[] {
  return text.split("`").map((part, i) => (i % 2 === 1 ? code(part) : html`${part}`));
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

export function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, i) => (i === 0 ? part : html`${between}${part}`))}`;
}

/** Lines to be copied: a command, a program, what a server sends. */
export function snippet(kind: "curl" | "javascript" | "python" | "sent", lines: string): Html {
  return html`<pre class="${kind}"><code>${lines}</code></pre>`;
}
