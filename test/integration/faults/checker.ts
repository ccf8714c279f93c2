import type { Chapter, ClientHistory, History, Log } from "./history.ts";

/** What must hold of every history, whatever died on the way. */
export const LAWS = {
  log: "the log is one run, gapless from where it begins",
  decided: "the log holds what the simulation decides, and the perturbations that were asked for",
  chain: "what one connection tells is gapless from where it begins",
  jump: "who does not go on where it was is told so",
  bytes: "an event has the same bytes for everyone",
  state: "a state that is handed out is the fold of the log",
  prefix: "what clients saw is in the log: nothing beyond it, nothing beside it",
  union: "what clients saw together has no hole",
  end: "every client ends where the log ends",
  healing: "every client has all, and something new, soon after a fault is over",
} as const;

export type Violation = { readonly law: keyof typeof LAWS; readonly evidence: string };

/** Everything that is wrong with a history: empty when nothing is. Of each law at most the first few cases. */
export function violations(history: History): Violation[] {
  const found: Violation[] = [];
  for (const [law, check] of Object.entries(CHECKS)) {
    let count = 0;
    for (const evidence of check(history)) {
      found.push({ law: law as keyof typeof LAWS, evidence });
      if (++count === FEW) break;
    }
  }
  return found;
}

const FEW = 3;

const CHECKS: Readonly<Record<keyof typeof LAWS, (history: History) => Iterable<string>>> = {
  *log({ log: { events, runs } }) {
    if (runs.size !== 1) yield `it holds events of ${runs.size} runs: ${[...runs].join(", ")}`;
    const { seqs } = events;
    for (let i = 1; i < seqs.length; i++) {
      if (seqs[i] !== seqs[i - 1] + 1) yield `event ${seqs[i - 1]} is followed by event ${seqs[i]}`;
    }
  },

  *decided({ log, perturbations }) {
    if (log.fault !== undefined) yield log.fault;
    const printOf = prints(log);
    const balance = new Map<string, { there: number; sure: number; possible: number }>();
    const of = (what: string) => {
      const sum = balance.get(what) ?? { there: 0, sure: 0, possible: 0 };
      balance.set(what, sum);
      return sum;
    };
    for (const { what, answer } of perturbations) {
      if (answer === "refused") continue;
      of(what).possible++;
      if (answer === "none") continue;
      of(what).sure++;
      const { seq } = answer;
      if (seq < log.events.seqs[0]) of(what).there++;
      else if (printOf(seq) !== answer.print)
        yield `"${what}" was acknowledged as event ${seq}; the log has another there, or none`;
    }
    for (const what of log.perturbed.values()) of(what).there++;
    for (const [what, { there, sure, possible }] of balance) {
      if (there < sure) yield `"${what}" was acknowledged ${times(sure)} and is in the log ${times(there)}`;
      if (there > possible) yield `"${what}" was asked for ${times(possible)} and is in the log ${times(there)}`;
    }
  },

  *chain({ clients }) {
    for (const [client, chapter] of chapters(clients)) {
      let last = chapter.start.seq;
      for (const seq of chapter.events.seqs) {
        if (seq !== last + 1) yield `${told(client, chapter)} event ${seq} after event ${last}`;
        last = seq;
      }
    }
  },

  *jump({ clients }) {
    for (const client of clients) {
      let at: number | undefined;
      for (const chapter of client.chapters) {
        const { kind, seq } = chapter.start;
        const goesOn = kind === "resume" && seq === at;
        const first = kind === "snapshot" && at === undefined;
        if (!goesOn && !first && chapter.reset === undefined) {
          yield `${told(client, chapter)} what follows event ${seq} with no word of a reset; it was ${at === undefined ? "new" : `at event ${at}`}`;
        }
        at = chapter.events.seqs.at(-1) ?? seq;
      }
    }
  },

  *bytes({ clients }) {
    const seen = new Map<number, { readonly print: number; readonly where: string }>();
    for (const [client, chapter] of chapters(clients)) {
      const { seqs, prints } = chapter.events;
      for (const [i, seq] of seqs.entries()) {
        const other = seen.get(seq);
        if (!other) seen.set(seq, { print: prints[i], where: `${client.name} from ${chapter.by}` });
        else if (other.print !== prints[i])
          yield `${told(client, chapter)} another event ${seq} than ${other.where} had`;
      }
    }
  },

  *state({ clients, log }) {
    for (const [client, chapter] of chapters(clients)) {
      if (chapter.start.kind !== "snapshot") continue;
      const { seq, digest } = chapter.start;
      const expected = log.digests.get(seq);
      if (digest !== expected && seq >= log.events.seqs[0] - 1)
        yield `${told(client, chapter)} the state after event ${seq} with digest ${digest}; folding the log gives ${expected}`;
    }
  },

  *prefix({ clients, log }) {
    const printOf = prints(log);
    const { seqs } = log.events;
    for (const [client, chapter] of chapters(clients)) {
      for (const [i, seq] of chapter.events.seqs.entries()) {
        if (seq < seqs[0]) continue;
        const stored = printOf(seq);
        if (stored === undefined) yield `${told(client, chapter)} event ${seq}; the log ends with ${seqs.at(-1)}`;
        else if (stored !== chapter.events.prints[i])
          yield `${told(client, chapter)} another event ${seq} than the log has`;
      }
    }
  },

  *union({ clients }) {
    const seen = new Set<number>();
    for (const { chapters } of clients) for (const { events } of chapters) for (const seq of events.seqs) seen.add(seq);
    let [least, most] = [Infinity, -Infinity];
    for (const seq of seen) [least, most] = [Math.min(least, seq), Math.max(most, seq)];
    for (let seq = least; seq < most; seq++) if (!seen.has(seq)) yield `nobody saw event ${seq}`;
  },

  *end({ clients, log }) {
    const head = log.events.seqs.at(-1);
    for (const { name, chapters } of clients) {
      const last = chapters.at(-1);
      const at = last?.events.seqs.at(-1) ?? last?.start.seq;
      if (at !== head) yield `${name} is at event ${at}, the log at ${head}`;
    }
  },

  *healing({ healings }) {
    for (const { fault, within, took } of healings) {
      for (const [client, ms] of took) {
        if (ms === undefined || ms > within)
          yield `${client} had nothing new ${ms === undefined ? "ever again" : `for ${Math.round(ms)} ms`} after ${fault}, expected within ${within} ms`;
      }
    }
  },
};

function* chapters(clients: readonly ClientHistory[]): Generator<[ClientHistory, Chapter]> {
  for (const client of clients) for (const chapter of client.chapters) yield [client, chapter];
}

/** The print of an event of the log, undefined when it isn't there. */
function prints({ events }: Log): (seq: number) => number | undefined {
  const bySeq = new Map(events.seqs.map((seq, i) => [seq, events.prints[i]]));
  return (seq) => bySeq.get(seq);
}

function told({ name }: ClientHistory, { by }: Chapter): string {
  return `${by} told ${name}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
