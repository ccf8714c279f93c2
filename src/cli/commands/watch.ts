import type { Command } from "commander";
import { systemTimers } from "../../observer/timers.ts";
import { TownError } from "../../sim/error.ts";
import { printable } from "../../scene/printable.ts";
import { inksOf } from "../../terminal/inks.ts";
import { KeyReader } from "../../terminal/keys.ts";
import { Painter } from "../../terminal/painter.ts";
import { inAscii } from "../../terminal/plain-letters.ts";
import { Watch } from "../../terminal/watch.ts";
import type { CliIo } from "../io.ts";
import { looksOf, terminalOptions, type TerminalOptions } from "../terminal-options.ts";
import { watchedTown } from "../watched-town.ts";
import { printFrame } from "./status.ts";

export function register(program: Command, io: CliIo): void {
  terminalOptions(program.command("watch").description("watch a town in this terminal: live on a server, or in a file"))
    .option("--once", "print one frame and leave, as status does")
    .addHelpText("after", EXAMPLES)
    .action((source: string, options: TerminalOptions & { readonly once?: true }) =>
      options.once ? printFrame(source, options, io) : watch(source, options, io),
    );
}

const EXAMPLES = `
The picture is the eigenvector space: a letter for each citizen, outlines of coalitions in braille. Beside it are citizens,
coalitions, society, measures or the whole activity; below, the run. ? shows all keys: space plays, the arrows walk, + and -
tell more and less, d, c and p skip through time as on the page, q leaves. At the newest moment of a server's town, space
pauses it for everybody; in the past and in a file, it plays what has happened.

It needs 72 columns and 20 rows, resizes, and sends only what changes: it is good over SSH.

Examples:
  $ agent-town watch                                       the town of agent-town serve on this machine
  $ agent-town watch https://town.example.org --town reef
  $ agent-town run --days 30 --out a.ndjson && agent-town watch a.ndjson
  $ agent-town watch a.ndjson --at 1287 --panel coalitions --theme light
  $ agent-town watch a.ndjson --once | less                one frame; without colours when piped
`;

async function watch(source: string, options: TerminalOptions, io: CliIo): Promise<void> {
  const { terminal, interrupted } = io;
  if (!terminal || io.env["TERM"] === "dumb") {
    throw new TownError(
      "invalid_input",
      "watch needs a terminal that it can draw on; agent-town status prints one frame anywhere",
    );
  }
  const { observer } = await watchedTown({ of: source, town: options.town, token: options.token }, io);
  const { depth, ascii, choices } = looksOf(options, io);
  if (options.at !== undefined) observer.seek(options.at);
  let end!: () => void;
  let fail!: (error: unknown) => void;
  const ended = new Promise<void>((resolve, reject) => ([end, fail] = [resolve, reject]));
  interrupted.addEventListener("abort", () => end(), { once: true });

  const painter = new Painter({
    timers: systemTimers,
    frame(ms) {
      const screen = watching.frame(terminal.size(), ms);
      // Sixteen colours are their owner's, and so is the ground under them.
      const own = depth === "256" || depth === "truecolor" ? inksOf(watching.theme) : undefined;
      return { screen: ascii ? inAscii(screen) : screen, paper: { depth, own }, moving: watching.moving };
    },
    write: (text) => io.write(text),
    failed: fail,
  });
  const watching = new Watch(observer, { ...choices, timers: systemTimers }, () => painter.request());
  const typed = keysTo((key) => watching.key(key) && end());
  const title = `\u001b]2;agent-town · ${printable(source)}\u0007`;
  const giveBack = terminal.take(`${ENTER}${title}`, LEAVE, { typed, resized: () => painter.lose() });
  try {
    observer.connect();
    if (!interrupted.aborted) await ended;
  } finally {
    painter.close();
    giveBack();
    watching.close();
    observer.close();
  }
  interrupted.throwIfAborted();
}

/** The other screen, no cursor, no wrapping at the edge; the title is kept for later. */
const ENTER = "\u001b[?1049h\u001b[22;0t\u001b[?25l\u001b[?7l";
/** All of that back, also in the middle of a frame. */
const LEAVE = "\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[23;0t\u001b[?1049l";

/** What is typed, as keys. An escape that nothing follows for a moment is the key of that name. */
function keysTo(press: (key: string) => void): (text: string) => void {
  const reader = new KeyReader();
  let cancel = () => {};
  return (text) => {
    cancel();
    for (const key of reader.read(text)) press(key);
    if (reader.waits) cancel = systemTimers.after(PATIENCE, () => reader.flush().forEach(press));
  };
}

/** Milliseconds. */
const PATIENCE = 50;
