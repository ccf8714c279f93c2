import type { Command } from "commander";
import { effect } from "@preact/signals-core";
import type { Observer } from "../../observer/observer.ts";
import { systemTimers } from "../../observer/timers.ts";
import { TownError } from "../../sim/error.ts";
import { LEAST } from "../../terminal/rooms.ts";
import { printed } from "../../terminal/patch.ts";
import { inAscii } from "../../terminal/plain-letters.ts";
import { Watch } from "../../terminal/watch.ts";
import type { CliIo } from "../io.ts";
import { looksOf, terminalOptions, type TerminalOptions } from "../terminal-options.ts";
import { watchedTown, type WatchedTown } from "../watched-town.ts";

export function register(program: Command, io: CliIo): void {
  terminalOptions(program.command("status").description("print how a town stands: one frame of watch"))
    .addHelpText("after", EXAMPLES)
    .action((source: string, options: TerminalOptions) => printFrame(source, options, io));
}

const EXAMPLES = `
As wide and high as the terminal, 80 x 24 where there is none or COLUMNS and LINES say nothing; without colours when piped.

Examples:
  $ agent-town status
  $ agent-town status a.ndjson --at 1287 --panel measures
  $ COLUMNS=200 LINES=50 agent-town status https://town.example.org --town reef > frame.txt
`;

/** Prints one frame, at rest. */
export async function printFrame(source: string, options: TerminalOptions, io: CliIo): Promise<void> {
  const watched = await watchedTown({ of: source, town: options.town, token: options.token }, io);
  const { observer } = watched;
  const { depth, ascii, choices } = looksOf(options, io);
  const watching = new Watch(observer, { ...choices, timers: systemTimers }, () => {});
  try {
    observer.connect();
    await arrival(watched, options.at, io);
    const screen = watching.frame(sizeOf(io), Infinity);
    const isPlain = options.color === "auto" && !io.outIsTerminal;
    await io.write(printed(ascii ? inAscii(screen) : screen, isPlain ? "none" : depth));
  } finally {
    watching.close();
    observer.close();
  }
}

/** Once all that can be known is there, and the moment that was asked for. */
async function arrival({ observer, isWhole }: WatchedTown, at: number | undefined, io: CliIo): Promise<void> {
  await when(observer, isWhole, io);
  if (at === undefined) return;
  const head = observer.head.peek();
  if (at > head) throw new TownError("out_of_range", `--at must be from 0 to ${head}, the newest event; got ${at}`);
  observer.seek(at);
  await when(observer, () => !observer.fetching.peek(), io);
}

/**
 * Once there is something to see, and `holds`; what is missing after a while is missed.
 * @throws TownError what keeps the town from being seen
 */
function when(observer: Observer, holds: () => boolean, { interrupted }: CliIo): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const done = (how: () => void) => {
      cancel();
      queueMicrotask(() => stop());
      interrupted.removeEventListener("abort", interrupt);
      how();
    };
    const interrupt = () => done(() => reject(interrupted.reason as Error));
    const cancel = systemTimers.after(PATIENCE, () => done(resolve));
    interrupted.addEventListener("abort", interrupt);
    stop = effect(() => {
      const { view, connection, events, outline, fetching } = observer;
      for (const each of [view, events.version, outline.version, fetching]) void each.value;
      const line = connection.value;
      if (line.kind === "failed" || line.kind === "reconnecting") {
        return done(() => reject(new TownError("closed", `the town can't be seen: ${line.why}`)));
      }
      if (view.value && holds()) done(resolve);
    });
  });
}

/** Milliseconds. */
const PATIENCE = 10_000;

function sizeOf({ terminal, columns, env }: CliIo) {
  const said = (name: string) => (/^[1-9]\d{0,3}$/.test(env[name] ?? "") ? Number(env[name]) : undefined);
  const { rows } = terminal?.size() ?? { rows: 24 };
  return {
    columns: Math.max(LEAST.columns, said("COLUMNS") ?? columns),
    // The line after the frame is the prompt's.
    rows: Math.max(LEAST.rows, said("LINES") ?? (terminal ? rows - 1 : rows)),
  };
}
