import { tmpdir } from "node:os";
import type { Command } from "commander";
import { TownError } from "../sim/error.ts";
import type { NatsOptions } from "../stream/nats/connection.ts";
import { natsServers } from "../stream/nats/server-url.ts";
import { byteSize } from "./byte-size.ts";
import type { CliIo } from "./io.ts";

/** The options that say where NATS is, and who we are to it. */
export type NatsCliOptions = {
  readonly nats?: readonly string[];
  readonly natsCreds?: string;
  readonly natsUser?: string;
  readonly natsPassword?: string;
  readonly natsToken?: string;
  readonly natsCa?: string;
  readonly natsCert?: string;
  readonly natsKey?: string;
};

/** The options of whoever writes a town to NATS. */
export type WriterNatsOptions = {
  readonly resume?: string;
  readonly replace?: boolean;
  readonly natsReplicas?: number;
  /** Bytes. */
  readonly natsMaxBytes?: number;
  readonly spill: string;
  /** Bytes. */
  readonly spillMax: number;
};

export function natsOptions(command: Command): Command {
  return command
    .optionsGroup("NATS (each also from the environment: AGENT_TOWN_NATS, AGENT_TOWN_NATS_CREDS and so on):")
    .option(
      "--nats <url>",
      "a server, nats://host:port or tls://host:port (may be repeated, or several with commas between)",
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), ...severalUrls(text)],
    )
    .option("--nats-creds <file>", "sign in with this file of credentials (.creds)")
    .option("--nats-user <name>", "sign in with this name")
    .option(
      "--nats-password <secret>",
      "and this password; others of this machine see a command line, not the environment",
    )
    .option("--nats-token <secret>", "sign in with this token")
    .option("--nats-ca <file>", "trust servers with a certificate by this authority (PEM), and only speak TLS")
    .option("--nats-cert <file>", "show servers this certificate (PEM)")
    .option("--nats-key <file>", "the key of that certificate (PEM)");
}

export function writerNatsOptions(command: Command): Command {
  return command
    .option("--resume <town>", "go on with the town of this id that NATS holds, where its last writer stopped", townId)
    .option("--replace", "begin anew even if NATS holds another run of this town, which is then lost")
    .option(
      "--nats-replicas <n>",
      "on how many servers NATS keeps the town: 1, 3 or 5 (default: as it does, a new one on 1)",
      replicas,
    )
    .option(
      "--nats-max-bytes <size>",
      "how much NATS keeps of the town; the oldest events go first (default: as it does, of a new one 1GiB)",
      byteSize("--nats-max-bytes", MIB),
    )
    .addOption(
      command
        .createOption("--spill <dir>", "where events wait while NATS is away and memory is full")
        .default(tmpdir(), "the system's folder for temporary files"),
    )
    .addOption(
      command
        .createOption("--spill-max <size>", "how much may wait there; then the town pauses")
        .argParser(byteSize("--spill-max", MIB))
        .default(GIB, "1GiB"),
    );
}

/**
 * Where NATS is, by option or else environment; undefined when nobody said. Reads the files that are named.
 * @throws TownError invalid_input for what makes no sense together, in words that repeat no secret.
 */
export async function natsOf(
  options: NatsCliOptions & Pick<WriterNatsOptions, "resume" | "replace">,
  io: CliIo,
): Promise<NatsOptions | undefined> {
  const servers = options.nats ?? (io.env[SERVERS] ? severalUrls(io.env[SERVERS]) : undefined);
  const given = new Map(KEYS.flatMap((key) => choose(key, options[key], io)));
  const named = (key: Key) => given.get(key)?.name ?? optionName(key);
  if (options.resume !== undefined && options.replace) {
    throw refused("--resume goes on with the run that NATS holds and --replace ends it: leave out one of them");
  }
  if (servers === undefined) {
    const [orphan] = [
      ...(options.resume === undefined ? [] : ["--resume"]),
      ...(options.replace ? ["--replace"] : []),
      ...[...given.values()].map(({ name }) => name),
    ];
    if (orphan === undefined) return undefined;
    throw refused(`${orphan} says something about NATS, but not where it is: add --nats <url>, or set ${SERVERS}`);
  }
  const ways = WAYS.filter((key) => given.has(key)).map(named);
  const inUrl = natsServers(servers);
  if (inUrl.user !== undefined || inUrl.token !== undefined) ways.push("what the URL has before its @");
  if (ways.length > 1) throw refused(`NATS is signed in to in one way only, got ${ways.join(" and ")}`);
  for (const [one, other] of PAIRS) {
    if (given.has(one) && !given.has(other)) throw refused(`${named(one)} needs ${named(other)} too`);
  }
  const value = (key: Key) => given.get(key)?.value;
  const file = async (key: Key) => (given.has(key) ? io.readText(value(key)!) : undefined);
  const tls = defined({ ca: await file("natsCa"), cert: await file("natsCert"), key: await file("natsKey") });
  const sign = defined({
    credentials: await file("natsCreds"),
    user: value("natsUser"),
    password: value("natsPassword"),
    token: value("natsToken"),
  });
  return { servers, ...sign, ...(Object.keys(tls).length > 0 && { tls }) };
}

const [MIB, GIB] = [1024 ** 2, 1024 ** 3];
const SERVERS = "AGENT_TOWN_NATS";
const KEYS = ["natsCreds", "natsUser", "natsPassword", "natsToken", "natsCa", "natsCert", "natsKey"] as const;
type Key = (typeof KEYS)[number];
/** Ways to sign in, which exclude each other. */
const WAYS: readonly Key[] = ["natsCreds", "natsUser", "natsToken"];
/** The first is of no use without the second. */
const PAIRS: readonly (readonly [Key, Key])[] = [
  ["natsUser", "natsPassword"],
  ["natsPassword", "natsUser"],
  ["natsCert", "natsKey"],
  ["natsKey", "natsCert"],
];

/** `natsUser` is `--nats-user`. */
function optionName(key: Key): string {
  return `--${key.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What was said, and where, for the words of a refusal. The option wins; an empty variable is none. */
function choose(key: Key, option: string | undefined, { env }: CliIo): [Key, { name: string; value: string }][] {
  const variable = `${SERVERS}_${key.slice("nats".length).toUpperCase()}`;
  if (option === "") throw refused(`${optionName(key)} must not be empty: leave it out, or say which`);
  if (option !== undefined) return [[key, { name: optionName(key), value: option }]];
  return env[variable] ? [[key, { name: variable, value: env[variable] }]] : [];
}

/** At commas, save those of a password: torn apart, its first half could no longer be told from an address that one may print. */
function severalUrls(text: string): string[] {
  return text.split(/,(?=\s*[a-z]+:\/\/|[^@]*(?:,\s*[a-z]+:\/\/|$))/i).map((url) => url.trim());
}

function townId(text: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,62}$/.test(text)) return text;
  throw refused(
    `--resume must be a town's id: 1 to 63 small letters, digits, - and _, not beginning with a sign, got ${JSON.stringify(text)}`,
  );
}

function replicas(text: string): number {
  if (/^[135]$/.test(text)) return Number(text);
  throw refused(`--nats-replicas must be 1, 3 or 5 (a majority of them decides), got ${text}`);
}

function refused(message: string): TownError {
  return new TownError("invalid_input", message);
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
