import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atExit } from "./at-exit.ts";

let count = 0;

/** A real terminal with a shell in it: a tmux server of its own, on a socket of its own, without anybody's settings. */
export class Tmux {
  readonly #socket = `agent-town-test-${process.pid}-${++count}`;
  readonly #scratch = mkdtempSync(join(tmpdir(), "agent-town-tmux-"));
  readonly #owed: () => void;

  /** @param env of the shell, besides the little that a shell needs */
  constructor(size: { readonly columns: number; readonly rows: number }, env: Readonly<Record<string, string>> = {}) {
    this.#owed = atExit(() => {
      try {
        this.#tmux("kill-server");
      } finally {
        rmSync(this.#scratch, { recursive: true, force: true });
      }
    });
    const { PATH = "", HOME = "/" } = process.env;
    const said = { PATH, HOME, LC_ALL: "C.UTF-8", PS1: "$ ", TMUX_TMPDIR: this.#scratch, ...env };
    const [columns, rows] = [`${size.columns}`, `${size.rows}`];
    const shell = Object.entries(said).map(([name, value]) => `${name}=${value}`);
    const settings = "set-option -g default-terminal tmux-256color ; set-option -g status off ;".split(" ");
    const session = ["new-session", "-d", "-x", columns, "-y", rows];
    this.#tmux("start-server", ";", ...settings, ...session, "env", "-i", "TERM=tmux-256color", ...shell, "sh");
    this.#tmux("pipe-pane", `cat > ${join(this.#scratch, "bytes")}`);
  }

  /** Types a line into whatever listens. */
  line(text: string): void {
    this.#tmux("send-keys", "-l", text);
    this.keys("Enter");
  }

  /** Presses keys, by tmux's names: `Space`, `Left`, `a`. */
  keys(...keys: readonly string[]): void {
    this.#tmux("send-keys", "--", ...keys);
  }

  /** What is on the screen, line by line, without looks and without spaces at the ends of lines. */
  screen(): string {
    return this.#tmux("capture-pane", "-p");
  }

  /** Whether a program has the other screen, and whether there is a cursor. */
  modes(): { readonly alternate: boolean; readonly cursor: boolean } {
    const [alternate, cursor] = this.#tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").trim().split(" ");
    return { alternate: alternate === "1", cursor: cursor === "1" };
  }

  /** Every byte that came out so far. */
  bytes(): string {
    return readFileSync(join(this.#scratch, "bytes"), "utf8");
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  close(): void {
    this.#owed();
  }

  #tmux(...args: readonly string[]): string {
    const env = { PATH: process.env["PATH"], TMUX_TMPDIR: this.#scratch, LC_ALL: "C.UTF-8", TERM: "xterm-256color" };
    return execFileSync("tmux", ["-u", "-L", this.#socket, "-f", "/dev/null", ...args], { encoding: "utf8", env });
  }
}
