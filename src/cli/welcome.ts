import type { Tokens } from "./server-options.ts";
import type { CliIo } from "./io.ts";

/**
 * What the person reads first who opens a server: what it is, and the links to it. A secret that they chose themselves is shown on
 * their screen only: elsewhere, it would stay.
 */
export function welcome(what: string, url: string, { token, observeToken, isNew }: Tokens, io: CliIo): string {
  const link = (secret: string) => `  ${url}/#token=${encodeURIComponent(secret)}\n\n`;
  let text = `${what}\n\n`;
  if (token === undefined) text += `  ${url}\n\n`;
  else if (isNew || io.outIsTerminal) text += `${link(token)}The link carries the token that commands need. `;
  else text += `  ${url}\n\nCommands need the token that was given: put #token=<it> at the end of the link. `;
  if (observeToken !== undefined) {
    text += io.outIsTerminal
      ? `The next one is for whoever only watches:\n\n${link(observeToken)}`
      : "So does watching, with its own. ";
  }
  return `${text}Ctrl-C ends it.\n`;
}
