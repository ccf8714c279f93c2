import { pino } from "pino";

/** Where the server writes what an operator should know. Facts first, then the words; never a secret, an address's query or a body. */
export type Logger = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

/** Says nothing. */
export const silent: Logger = { info() {}, warn() {}, error() {} };

export const LOG_LEVELS = ["silent", "error", "warn", "info"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * A log of JSON lines (pino's: `level` 30 info, 40 warn, 50 error; `time` in milliseconds since 1970; `msg`; and the facts), each
 * handed to `write` at once and whole, so that nothing is lost when the process ends.
 */
export function jsonLog(level: LogLevel, write: (line: string) => void): Logger {
  // Nobody logs these; should somebody one day, they are blanked.
  const redact = { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[secret]" };
  return pino({ level, base: null, redact }, { write });
}

const SECRETS = ["authorization", "token", "access_token", "cookie"];
