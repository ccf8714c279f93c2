import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { TownError } from "../sim/error.ts";
import { isLoopback, reachableByOthers } from "../server/door.ts";
import { LIMITS } from "../server/limits.ts";
import { LOG_LEVELS, type LogLevel } from "../server/logger.ts";
import type { CliIo } from "./io.ts";
import { PAGE_FOLDER } from "./page-folder.ts";
import { wholeNumber } from "./whole-number.ts";

/** The options that say where a server is reached, who may come in, and how much it takes on. */
export type ServerOptions = {
  readonly port?: number;
  readonly host: string;
  readonly token?: string;
  readonly observeToken?: string;
  readonly allowHost?: readonly string[];
  readonly cors?: readonly string[];
  readonly maxTowns: number;
  readonly maxClients: number;
  readonly maxCitizens: number;
  readonly logLevel: LogLevel;
};

export function serverOptions(command: Command): Command {
  return command
    .option(
      "--log-level <level>",
      `what it writes to standard error, as lines of JSON: ${LOG_LEVELS.join(", ")}`,
      logLevel,
      "warn",
    )
    .optionsGroup("Where it is reached, and by whom:")
    .option(
      "--port <n>",
      "port to listen on, 0 for any (default: PORT of the environment, else 4321)",
      wholeNumber("--port", 0, MOST_PORT),
    )
    .option(
      "--host <address>",
      "address to listen on; any but this machine's own needs a token",
      bindAddress,
      "127.0.0.1",
    )
    .option(
      "--token <secret>",
      "whoever commands must have it (default: AGENT_TOWN_TOKEN of the environment; made up where one is needed)",
      secret("--token"),
    )
    .option(
      "--observe-token <secret>",
      "whoever watches must have it, or the other one (default: AGENT_TOWN_OBSERVE_TOKEN, else anyone may watch)",
      secret("--observe-token"),
    )
    .option(
      "--allow-host <name>",
      "a name by which a proxy makes this server known (may be repeated)",
      severalOf(hostName),
    )
    .option(
      "--cors <origin>",
      "let pages of this origin, such as https://example.org, or of any (*), watch; never command (may be repeated). Pages of this machine may without, unless it says none",
      severalOf(origin),
    )
    .optionsGroup("How much it takes on:")
    .option("--max-towns <n>", "towns at a time", wholeNumber("--max-towns", 1, 10_000), LIMITS.towns)
    .option(
      "--max-clients <n>",
      "streams open at a time, of all towns; whoever comes then is told to come again",
      wholeNumber("--max-clients", 1, 1_000_000),
      LIMITS.clients,
    )
    .option(
      "--max-citizens <n>",
      "citizens of a town that is made over HTTP",
      wholeNumber("--max-citizens", 3, 100_000),
      LIMITS.citizens,
    );
}

/** What the options say to `startServer`, and the tokens to the person. */
export function servingOf(options: ServerOptions, io: CliIo) {
  const { host, allowHost: allowHosts, cors, maxTowns: towns, maxClients: clients, maxCitizens: citizens } = options;
  const port = portOf(options, io);
  const limits = { towns, clients, citizens };
  return { host, port, ...tokensOf(options, io), allowHosts, cors, pageDir: PAGE_FOLDER, clock: io.clock, limits };
}

/** Which port to bind. */
function portOf({ port }: ServerOptions, { env }: CliIo): number {
  return port ?? (env["PORT"] ? wholeNumber("PORT", 0, MOST_PORT)(env["PORT"]) : 4321);
}

/** The secrets that open the door, and what to tell the person about them. */
export type Tokens = {
  readonly token: string | undefined;
  readonly observeToken: string | undefined;
  /** Nobody but this process knows `token` yet. */
  readonly isNew: boolean;
};

/** The tokens that were given, by option or environment; a new one to command where others reach the server. */
function tokensOf({ host, allowHost, ...given }: ServerOptions, io: CliIo): Tokens {
  const token = given.token ?? fromEnvironment("AGENT_TOWN_TOKEN", io);
  const observeToken = given.observeToken ?? fromEnvironment("AGENT_TOWN_OBSERVE_TOKEN", io);
  for (const [name, chosen] of [
    ["commands", token],
    ["watches", observeToken],
  ] as const) {
    if (chosen !== undefined && chosen.length < EASY_TO_GUESS) {
      io.say(
        `agent-town: the token of whoever ${name} is short: one of ${EASY_TO_GUESS} characters or more is hard to guess\n`,
      );
    }
  }
  const isNew = token === undefined && reachableByOthers({ host, observeToken, allowHosts: allowHost }) !== undefined;
  return { token: isNew ? randomBytes(16).toString("base64url") : token, observeToken, isNew };
}

const MOST_PORT = 65_535;
/** Characters of a token that is short. */
const EASY_TO_GUESS = 16;

function fromEnvironment(name: string, { env }: CliIo): string | undefined {
  return env[name] ? secret(name)(env[name]) : undefined;
}

function bindAddress(text: string): string {
  if (/^\S+$/.test(text)) return text;
  throw new TownError("invalid_input", `--host must be an address such as 127.0.0.1, got ${JSON.stringify(text)}`);
}

/** As the header that carries it takes it. What was given is not repeated: it is meant to be a secret. */
function secret(name: string): (text: string) => string {
  return (text) => {
    if (/^[\x21-\x7e]+$/.test(text)) return text;
    throw new TownError("invalid_input", `${name} must be one or more letters, digits or signs, without spaces`);
  };
}

function hostName(text: string): string {
  if (/^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/i.test(text) && !isLoopback(text)) return text;
  throw new TownError(
    "invalid_input",
    `--allow-host must be a name such as town.example.org, without a port, got ${JSON.stringify(text)}`,
  );
}

function origin(text: string): string {
  if (
    text === "*" ||
    text === "none" ||
    (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text)
  ) {
    return text;
  }
  throw new TownError(
    "invalid_input",
    `--cors must be an origin such as https://example.org, without a path, * or none, got ${JSON.stringify(text)}`,
  );
}

function logLevel(text: string): LogLevel {
  const known = LOG_LEVELS.find((level) => level === text);
  if (known) return known;
  throw new TownError("invalid_input", `--log-level must be one of ${LOG_LEVELS.join(", ")}, got ${text}`);
}

/** Gathers an option that may be repeated. */
function severalOf(parse: (text: string) => string) {
  return (text: string, before: readonly string[] | undefined) => [...(before ?? []), parse(text)];
}
