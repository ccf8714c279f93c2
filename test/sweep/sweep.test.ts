import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { withParameters } from "../../src/sim/genesis/parameters.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { runIdOf } from "../../src/sim/genesis/run-id.ts";
import { DEFAULT_RULES } from "../../src/sim/rules.ts";
import { Journal } from "../../src/sweep/journal.ts";
import { measure, type Measured } from "../../src/sweep/measured.ts";
import { runsOf, type Question, type Run } from "../../src/sweep/question.ts";
import { sweep, type Hand } from "../../src/sweep/sweep.ts";
import type { Outcome } from "../../src/sweep/table.ts";
import { LogFile } from "../../src/stream/log-file.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";
import { lived } from "../wire/view/lived.ts";

const QUESTION: Question = {
  town: smallConfig(7, 3),
  seeds: [1, 2, 3],
  days: 2,
  params: { "drift.confidence": [0.2, 0.5], "coalitions.cliqueSize": [3, 4] },
};

afterEach(cleanUp);

describe("parameters", () => {
  const town = smallConfig(7, 3);

  it("change a rule, a phase's or an operation's; the others stay as they are", () => {
    const { rules } = withParameters(town, { "drift.confidence": 0.5, "rate.NIGHT": 1, "chances.NIGHT.gossip": 2 });
    expect(rules.confidence).toBe(0.5);
    expect(rules.rate).toEqual({ ...DEFAULT_RULES.rate, NIGHT: 1 });
    const night = [...DEFAULT_RULES.chances.NIGHT];
    night[1] = 2;
    expect(rules.chances).toEqual({ ...DEFAULT_RULES.chances, NIGHT: night });
    const twice = withParameters(withParameters(town, { "chances.NIGHT.gossip": 2 }), { "chances.NIGHT.greet": 3 });
    expect(twice.rules.chances!.NIGHT.slice(0, 2)).toEqual([3, 2]);
  });

  it("that say the default make the same town, of the same name", () => {
    const same = withParameters(town, { "drift.confidence": 0.35, "rate.NIGHT": 0.2, "chances.NIGHT.gossip": 0.18 });
    expect(same).toEqual(town);
    expect(runIdOf(same)).toBe(runIdOf(town));
  });

  it("that there are not are refused with those that there are, and values outside their range with it", () => {
    expect(() => withParameters(town, { "drift.confidance": 1 })).toThrow(
      /^no parameter "drift.confidance"; expected one of life.mobility, .*drift.confidence, .*chances.<PHASE>.<operation>/,
    );
    expect(() => withParameters(town, { "drift.confidence": 9 })).toThrow(
      "drift.confidence: rules.confidence must be a number from 0 to 3, got 9",
    );
    expect(() => withParameters(town, { "coalitions.cliqueSize": 2.5 })).toThrow("must be a whole number from 2 to 6");
  });
});

describe("the runs of a sweep", () => {
  it("are every combination once: the first parameter slowest, the seed fastest", () => {
    const runs = runsOf(QUESTION);
    expect(runs.map(({ run }) => run)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(runs.map(({ seed, params }) => [...Object.values(params), seed].join(" "))).toEqual(
      [0.2, 0.5].flatMap((confidence) =>
        [3, 4].flatMap((size) => [1, 2, 3].map((seed) => `${confidence} ${size} ${seed}`)),
      ),
    );
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(12);
    expect(runs[3].config).toEqual({ ...QUESTION.town, seed: 1, rules: { confidence: 0.2, cliqueSize: 4 } });
  });

  it("are not more than anyone could want", () => {
    const params = { "drift.confidence": Array.from({ length: 1001 }, (_, i) => i / 1000) };
    const seeds = Array.from({ length: 1000 }, (_, i) => i);
    expect(() => runsOf({ ...QUESTION, seeds, params })).toThrow(
      "a sweep has at most 1,000,000 runs, got 1,001,000: give fewer seeds or values",
    );
  });
});

describe("what a run measures", () => {
  const [run] = runsOf({ ...QUESTION, town: smallConfig(25, 7), days: 4, params: {} });

  it("is what its events say, counted by hand", () => {
    const measured = measure(run);
    const { events } = lived(run.config, run.days);
    const ends = events.flatMap((event) => (event.type === "town_status" && event.seq > 1 ? [event] : []));
    expect(ends).toHaveLength(16);
    const tensions = ends.map(({ metrics }) => metrics.tension);
    expect(measured.events).toBe(events.length);
    expect(measured.last.tension).toBe(tensions.at(-1));
    expect(measured.mean.tension).toBeCloseTo(tensions.reduce((sum, value) => sum + value) / 16, 12);
    const nights = ends.filter(({ phase }) => phase === "MORNING").map(({ metrics }) => metrics);
    expect(measured.severalNights).toBe(nights.filter(({ coalitions }) => coalitions > 1).length / 4);
    expect(measured.bridgedNights).toBe(nights.filter(({ bridges }) => bridges > 0).length / 4);
    const changes = events.flatMap((event) => (event.type === "coalition" ? [event.kind] : []));
    expect(measured.formed).toBe(changes.filter((kind) => kind === "formed").length);
    expect(measured.dissolved).toBe(changes.filter((kind) => kind === "dissolved").length);
    expect(measured.formed).toBeGreaterThan(0);
  });

  it("costs nothing of its log, which is whole and sound", () => {
    const path = temporary("run.ndjson");
    expect(measure(run, path)).toEqual(measure(run));
    const log = new LogFile(path);
    expect([...log.events()]).toHaveLength(measure(run).events);
    expect(log.header).toMatchObject({ run_id: run.runId, seed: 1, until: "day:5/morning" });
  });
});

describe("a sweep", () => {
  /** Ends runs in an order that has nothing to do with theirs: each waits some turns. */
  function handOf(turns: (run: Run) => number): Hand {
    return {
      async measure(run) {
        for (let turn = turns(run); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
        return measure(run);
      },
      end: async () => {},
    };
  }

  async function live(workers: number, newHand: () => Hand, signal = new AbortController().signal) {
    const outcomes = new Map<number, Outcome>();
    const order: number[] = [];
    const done = ({ run }: Run, outcome: Outcome) => {
      expect(outcomes.has(run)).toBe(false);
      outcomes.set(run, outcome);
      order.push(run);
    };
    await sweep(runsOf(QUESTION), { workers, newHand, signal, done });
    return { outcomes: [...outcomes].sort(([a], [b]) => a - b), order };
  }

  it("measures the same however many work at it, and in whatever order they end", async () => {
    const alone = await live(1, () => handOf(() => 0));
    const many = await live(5, () => handOf(({ run }) => (run * 7) % 12));
    expect(alone.order).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(many.order).not.toEqual(alone.order);
    expect(many.outcomes).toEqual(alone.outcomes);
  });

  it("loses only the run that fails, and takes another hand for those that follow", async () => {
    let [taken, ended] = [0, 0];
    const newHand = (): Hand => {
      taken++;
      const { measure } = handOf(() => 1);
      return {
        measure: (run) => (run.run === 5 ? Promise.reject(new Error("no memory")) : measure(run)),
        end: async () => void ended++,
      };
    };
    const { outcomes } = await live(2, newHand);
    expect(outcomes[4][1]).toEqual({ error: "no memory" });
    expect(outcomes.filter(([, outcome]) => "measured" in outcome)).toHaveLength(11);
    expect([taken, ended]).toEqual([3, 3]);
  });

  it("lets go of everyone when it is broken off, and tells nothing of what was under way", async () => {
    const off = new AbortController();
    let working = 0;
    const newHand = (): Hand => {
      let fail: (error: Error) => void;
      return {
        measure: () =>
          new Promise<Measured>((_, reject) => {
            fail = reject;
            if (++working === 2) off.abort(new Error("Ctrl-C"));
          }),
        end: async () => fail(new Error("let go")),
      };
    };
    await expect(live(2, newHand, off.signal)).rejects.toThrow("Ctrl-C");
  });
});

describe("a journal", () => {
  const runs = runsOf(QUESTION);
  const measured = measure(runs[1]);

  it("gives back what was done, also when its last line was torn, and goes on behind it", () => {
    const path = temporary("out.csv.journal");
    const first = new Journal(path, QUESTION);
    first.add(runs[1], measured);
    first.close();
    const whole = readFileSync(path, "utf8");
    for (const torn of ["", '{"run":3,"meas', "\u00e9"]) {
      writeFileSync(path, whole + torn);
      const again = new Journal(path, QUESTION);
      expect([...again.done]).toEqual([[2, measured]]);
      again.add(runs[3], measured);
      again.close();
      expect(readFileSync(path, "utf8")).toBe(`${whole}${JSON.stringify({ run: 4, measured })}\n`);
    }
  });

  it.each([
    ["seeds", { seeds: [1, 2] }],
    ["days", { days: 3 }],
    ["params", { params: {} }],
    ["town", { town: smallConfig(10, 3) }],
  ])("of other %s is refused and stays as it was", (what, other) => {
    const path = temporary("out.csv.journal");
    const journal = new Journal(path, QUESTION);
    journal.add(runs[0], measured);
    journal.close();
    const kept = readFileSync(path);
    expect(() => new Journal(path, { ...QUESTION, ...other })).toThrow(
      `${path} keeps runs of another sweep (of other ${what}): go on with that one's command, choose another --out, or remove the file to begin anew`,
    );
    expect(readFileSync(path)).toEqual(kept);
    new Journal(path, { ...QUESTION, town: smallConfig(7, 99) }).close();
  });

  it("that is no journal is refused", () => {
    const path = temporary("out.csv.journal");
    writeFileSync(path, "what else\n");
    expect(() => new Journal(path, QUESTION)).toThrow("of another sweep");
  });
});
