import { curlOf } from "./curl.ts";
import { bare, hintOf, kindOf, outline, resolve, rowsOf, type Schema } from "./schema.ts";
import { code, html, joined, prose, sentence, snippet, type Html } from "./text.ts";
import type { Operation } from "../openapi.ts";

export type Told = { readonly method: string; readonly path: string; readonly operation: Operation };

/** One operation: what it does, who may, what it takes, what it answers, and a command to try it. */
export function operationOf({ method, path, operation }: Told): Html {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const [answers, problems] = [true, false].map((good) =>
    Object.entries(responses).filter(([status]) => Number(status) < 400 === good),
  );
  return html`<section class="operation" id="${operationId}" aria-labelledby="${operationId}-name">
    <h3 id="${operationId}-name">
      <a href="#${operationId}"><span class="method">${method.toUpperCase()}</span> <code>${path}</code></a>
    </h3>
    <p class="summary">${sentence(summary)}. <a class="access" href="#tokens">${accessOf(method, operation)}</a></p>
    ${description === undefined ? "" : prose(description)} ${snippet("curl", curlOf(method, path, operation))}
    ${parameters.length > 0 ? parametersOf(parameters) : ""}
    ${
      requestBody
        ? html`<h4>Body</h4>
            ${contentOf(requestBody.content)}`
        : ""
    }
    <h4>Answers</h4>
    <dl class="answers">
      ${answers.map(
        ([status, { description, headers, content }]) =>
          html`<dt>${status}</dt>
            <dd>
              <p>${sentence(description)}</p>
              ${headers ? headersOf(headers) : ""}${content ? contentOf(content) : ""}
            </dd>`,
      )}
    </dl>
    <h4>Problems</h4>
    <dl class="answers problems">
      ${problems.map(
        ([status, { description }]) =>
          html`<dt>${status}</dt>
            <dd>${sentence(description)}</dd>`,
      )}
    </dl>
  </section>`;
}

/** Whom the door lets in, by what the document says of tokens. */
function accessOf(method: string, { security }: Operation): string {
  if (security.length === 0) return "Open to everyone.";
  if (security.some((way) => "access_token" in way)) return "For whoever may watch.";
  return method === "get" ? "For whoever has a token." : "For whoever may command.";
}

function parametersOf(parameters: Operation["parameters"]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Parameter</th>
        <th scope="col">Type</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${parameters.map(
        ({ name, in: place, required, description, schema }) =>
          html`<tr>
            <th scope="row"><code>${name}</code> <span>${place}${required ? ", required" : ""}</span></th>
            <td>${kindOf(schema, bare)}${hintOf(schema, bare)}</td>
            <td>${sentence(description)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function headersOf(headers: Readonly<Record<string, unknown>>): Html {
  const told = Object.entries(headers as Readonly<Record<string, { readonly description: string }>>);
  return html`<ul class="headers">
    ${told.map(([name, { description }]) => html`<li><code>${name}</code> ${sentence(description)}</li>`)}
  </ul>`;
}

/** Media types and what each carries; those that carry the same are told together. */
function contentOf(content: Readonly<Record<string, { readonly schema: Schema }>>): Html {
  const types = new Map<string, string[]>();
  for (const [type, { schema }] of Object.entries(content)) {
    const key = JSON.stringify(schema);
    types.set(key, [...(types.get(key) ?? []), type]);
  }
  return html`${[...types.values()].map((alike) => {
    const { schema } = content[alike[0]];
    const whole = resolve(schema);
    const { description = whole.description } = schema;
    return html`<p>
        ${joined(alike.map(code), " or ")} <span class="kind">${kindOf(schema)}</span> ${sentence(description)}
      </p>
      ${fieldsOf(whole)}`;
  })}`;
}

/** What is short is open. */
function fieldsOf(schema: Schema): Html {
  const rows = rowsOf(schema);
  if (rows <= SHORT) return outline(schema);
  return html`<details>
    <summary>${rows} fields</summary>
    ${outline(schema)}
  </details>`;
}

const SHORT = 8;
