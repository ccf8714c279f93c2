import { createHash } from "node:crypto";
import { raw } from "hono/html";
import { GUIDE } from "./guide.ts";
import { operationOf, type Told } from "./operation.ts";
import { linkTo, outline } from "./schema.ts";
import { html, prose, sentence, type Html } from "./text.ts";
import { STYLE } from "./style.ts";
import { openApi } from "../openapi.ts";

/** The API's document as a page for people: no script, nothing from elsewhere. Cost: made once, 0.1 s. */
export function docs(): Response {
  return new Response((made ??= String(page())), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
      "Cache-Control": "no-cache",
    },
  });
}

let made: string | undefined;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

function page(): Html {
  const { info, tags, components, openapi } = openApi();
  const { title, description } = info as { readonly title: string; readonly description: string };
  const told = operations();
  const chapters = tags.map((tag) => ({
    ...tag,
    own: told.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}: the API</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip the contents</a>
        <div class="frame">
          ${contents(chapters)}
          <main id="main">
            <section>
              <h1>${title}: the API</h1>
              <p class="lead">${sentence(description)}</p>
              <p>
                For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI ${openapi}). For people:
                <a href="/">the page of the town</a>.
              </p>
            </section>
            ${GUIDE.map(
              ({ id, title, told }) =>
                html`<section id="${id}">
                  <h2>${title}</h2>
                  ${told()}
                </section>`,
            )}
            ${chapters.map(
              ({ name, description, own }) =>
                html`<section id="${name}">
                  <h2>${capital(name)}</h2>
                  ${prose(description)}${own.map(operationOf)}${UP}
                </section>`,
            )}
            <section id="schemas">
              <h2>Schemas</h2>
              <p>What the operations take and answer, each told once.</p>
              <ul class="index">
                ${Object.keys(components.schemas)
                  .sort()
                  .map((name) => html`<li>${linkTo(name)}</li>`)}
              </ul>
              ${Object.entries(components.schemas).map(
                ([name, schema]) =>
                  html`<section class="schema" id="schema-${name}">
                    <h3>
                      <a href="#schema-${name}"><code>${name}</code></a>
                    </h3>
                    ${prose(schema["description"] as string)}${outline(schema)}
                  </section>`,
              )}
            </section>
          </main>
        </div>
      </body>
    </html> `;
}

function operations(): Told[] {
  return Object.entries(openApi().paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

type Chapter = { readonly name: string; readonly own: readonly Told[] };

/** Beside the text; folded above it, where there is no room. */
function contents(chapters: readonly Chapter[]): Html {
  const list = html`<ul>
      ${GUIDE.map(({ id, title }) => html`<li><a class="chapter" href="#${id}">${title}</a></li>`)}
    </ul>
    ${chapters.map(
      ({ name, own }) =>
        html`<ul>
          <li><a class="chapter" href="#${name}">${capital(name)}</a></li>
          ${own.map(
            ({ method, path, operation }) =>
              html`<li>
                <a href="#${operation.operationId}"
                  ><span class="method">${method.toUpperCase()}</span><code>${short(path)}</code></a
                >
              </li>`,
          )}
        </ul>`,
    )}
    <ul>
      <li><a class="chapter" href="#schemas">Schemas</a></li>
    </ul>`;
  return html`<nav class="contents" id="contents" aria-label="Contents">
    <details>
      <summary>Contents</summary>
      ${list}
    </details>
    <div class="beside">${list}</div>
  </nav>`;
}

const UP = html`<a class="up" href="#contents">Contents</a>`;

/** What all paths of a town begin with says nothing in a list of them. */
function short(path: string): string {
  return path.replace("/v1/town/{id}/", "…/");
}

function capital(word: string): string {
  return `${word[0].toUpperCase()}${word.slice(1)}`;
}
