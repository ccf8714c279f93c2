import { RequestError, type Msg } from "@nats-io/nats-core";
import { TownError } from "../../sim/error.ts";
import type { Announcement, OperationEvent } from "../../sim/event.ts";
import { check } from "../../wire/contract/check.ts";
import { COMMANDS } from "../../wire/contract/commands.ts";
import type { ControlBody } from "../../wire/control.ts";
import { problem, readProblem } from "../../wire/problem.ts";
import { announceSubject, commandSubject } from "../../wire/subjects.ts";
import type { Published } from "../external-town.ts";
import type { Town, TownStatus } from "../town.ts";
import type { NatsLink } from "./connection.ts";
import { hear } from "./hear.ts";

/**
 * What gateways ask of the process that writes a town, over request and reply on `kgent.command.<town>`: they simulate nothing,
 * and a command's answer is the writer's. A request is NDJSON: a line that says what is asked, of which run; and after the line of
 * a `publish` the events, as somebody sent them.
 *
 *     {"v":1,"run_id":"4f1d","command":"control","body":{"action":"pause"}}   ──►   {"v":1,"result":{...}}
 *     {"v":1,"run_id":"4f1d","command":"perturb","body":{...}}                ──►   {"v":1,"problem":{"code":...,"detail":...}}
 */
export type WriterRequest =
  | { readonly command: "status" }
  | { readonly command: "control"; readonly body: ControlBody }
  | { readonly command: "perturb"; readonly body: Perturbation }
  /** Take the events only if `after` is the town's newest one. */
  | { readonly command: "publish"; readonly after?: number };

type Perturbation = { readonly operation: string; readonly participants: readonly string[] };

/** What the writer answers, by command. */
type Answers = {
  readonly status: TownStatus;
  readonly control: TownStatus;
  readonly perturb: OperationEvent;
  readonly publish: Published;
};

/** Where the writer's own limits are, for whoever asks. A `TownHall` is one. */
export type Desk = {
  perturb(id: string, operation: string, participants: readonly string[]): Promise<OperationEvent>;
  publish(id: string, body: Uint8Array, after?: number): Promise<Published>;
};

/**
 * Answers the gateways of a town that this process writes, and tells them what is announced, until it is stopped. While NATS is
 * away nobody asks. A writer that has been fenced off leaves it to the other.
 * @param say hears of what only an operator can mend, and of errors that are our own
 * @returns how to stop
 */
export function answerCommands(
  link: NatsLink,
  town: Town,
  desk: Desk,
  say: (words: string, error: unknown) => void = () => {},
): () => void {
  const stopped = new AbortController();
  const { town_id } = town.status;
  let asked = 0;
  const fenced = () => town.status.nats?.breaker === "fenced";
  const receive = async (message: Msg) => {
    if (!message.reply || fenced()) return;
    let told: Told;
    asked++;
    try {
      if (asked > AT_ONCE) throw new TownError("too_many", `${town_id}'s writer is busy; try again in a moment`);
      told = { v: 1, result: await serve(town, desk, message.data) };
    } catch (error) {
      if (!(error instanceof TownError)) say("a command from a gateway broke", error);
      told = { v: 1, problem: problem(error) };
    } finally {
      asked--;
    }
    // Whatever it did meanwhile is no part of the town's history.
    if (fenced()) return;
    try {
      message.respond(JSON.stringify(told));
    } catch (error) {
      say("the answer to a gateway's command could not be sent", error);
    }
  };
  void hear(link, commandSubject(town_id), (message) => void receive(message), {
    signal: stopped.signal,
    refused: (error) => say("gateways can't command this town", error),
  });
  const hush = town.listen({
    event() {},
    announcement(announcement: Announcement) {
      try {
        link.connection?.publish(announceSubject(town_id), JSON.stringify(announcement));
      } catch {
        // The connection has just been closed. Who misses it asks for the status.
      }
    },
  });
  return () => {
    hush();
    stopped.abort();
  };
}

/**
 * Asks the process that writes a town, and resolves with its answer. Rejects with the writer's own refusal, word for word; with
 * TownError unavailable when NATS or the writer is away, or does not answer within `patience` milliseconds; with too_large when
 * the events don't fit into a message.
 * @param events of a `publish`
 */
export async function askWriter<R extends WriterRequest>(
  link: NatsLink,
  { town_id, run_id }: { readonly town_id: string; readonly run_id: string },
  request: R,
  { events, patience = 5000 }: { readonly events?: Uint8Array; readonly patience?: number } = {},
): Promise<Answers[R["command"]]> {
  const nc = link.connection;
  if (!nc) {
    const { why } = link.state;
    throw new TownError(
      "unavailable",
      `NATS is away${why ? ` (${why})` : ""}, so that the writer of ${town_id} can't be asked; try again when it is back`,
    );
  }
  const line = Buffer.from(`${JSON.stringify({ v: 1, run_id, ...request })}\n`);
  const payload = events ? Buffer.concat([line, events]) : line;
  const most = nc.info?.max_payload ?? Infinity;
  if (payload.length > most) {
    throw new TownError(
      "too_large",
      `what is asked of ${town_id} goes to its writer in a message of at most ${most} bytes, got ${payload.length}; send less at a time`,
    );
  }
  let answer: Msg;
  try {
    answer = await nc.request(commandSubject(town_id), payload, { timeout: patience });
  } catch (cause) {
    if (cause instanceof RequestError && cause.isNoResponders()) {
      throw new TownError(
        "unavailable",
        `${town_id} has no writer just now: the process that makes its events is down or cut off from NATS; try again when it is back`,
        { cause },
      );
    }
    throw new TownError(
      "unavailable",
      `the writer of ${town_id} has not answered; ${request.command} may have happened all the same: look before you try again`,
      { cause },
    );
  }
  return readAnswer(town_id, answer.data) as Answers[R["command"]];
}

type Told = { readonly v: 1 } & ({ readonly result: object } | { readonly problem: object });

/** @throws TownError for a request that makes no sense, and what the town refuses it with */
async function serve(town: Town, desk: Desk, data: Uint8Array): Promise<object> {
  const { town_id, run_id } = town.status;
  const end = data.indexOf(LINE_FEED);
  const line = end < 0 ? data : data.subarray(0, end);
  const asked = readLine(line);
  if (asked["run_id"] !== undefined && asked["run_id"] !== run_id) {
    throw new TownError("conflict", `${town_id} is in run ${run_id} now; look again, and say it of that one`);
  }
  switch (asked["command"]) {
    case "status":
      return town.status;
    case "control": {
      await town.control(check(CONTROL, asked["body"], "the body"));
      return town.status;
    }
    case "perturb": {
      const { operation, participants } = check(PERTURBATION, asked["body"], "the body");
      return desk.perturb(town_id, operation, participants);
    }
    case "publish": {
      const { after } = asked;
      if (after !== undefined && !(Number.isSafeInteger(after) && (after as number) >= 0)) {
        throw new TownError("invalid_input", `after must be a whole number from 0, got ${show(after)}`);
      }
      const events = end < 0 ? new Uint8Array() : data.subarray(end + 1);
      return desk.publish(town_id, events, after as number | undefined);
    }
    default:
      throw new TownError(
        "invalid_input",
        `command must be status, control, perturb or publish, got ${show(asked["command"])}`,
      );
  }
}

const CONTROL = COMMANDS.controlTown.body.content["application/json"];
const PERTURBATION = COMMANDS.perturbTown.body.content["application/json"];

/** @throws TownError invalid_input */
function readLine(line: Uint8Array): Readonly<Record<string, unknown>> {
  if (line.length > LONGEST) {
    throw new TownError("invalid_input", `a command must be a line of at most ${LONGEST} bytes, got ${line.length}`);
  }
  let asked: unknown;
  try {
    asked = JSON.parse(Buffer.from(line).toString());
  } catch (cause) {
    throw new TownError("invalid_input", `a command must be a line of JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof asked !== "object" || asked === null || !("v" in asked) || asked.v !== 1) {
    throw new TownError("invalid_input", `a command must be a JSON object with "v": 1, got ${show(asked)}`);
  }
  return asked;
}

/** @throws TownError that the answer tells of */
function readAnswer(town: string, data: Uint8Array): object {
  let told: unknown;
  try {
    told = JSON.parse(Buffer.from(data).toString());
  } catch {
    told = undefined;
  }
  const { result, problem } = (typeof told === "object" && told !== null ? told : {}) as Record<string, unknown>;
  if (typeof result === "object" && result !== null) return result;
  if (typeof problem === "object" && problem !== null) throw readProblem(500, problem);
  throw new TownError("internal", `what answered for ${town} was no writer of this version: ${show(told)}`);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 100);
}

const LINE_FEED = 0x0a;
/** Bytes of the line that says what is asked, as of a command over HTTP. */
const LONGEST = 64 * 1024;
/** Commands that are carried out at a time. */
const AT_ONCE = 64;
