import { describe, expect, it } from "vitest";
import { TownError } from "../../src/sim/error.ts";
import { digest } from "../../src/sim/digest.ts";
import { smallConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { LiveTown } from "../../src/stream/live-town.ts";
import { MemoryLog } from "../../src/stream/memory-log.ts";
import type { Replica, ReplicaStatus } from "../../src/stream/replica.ts";
import { HeldClock } from "./held-clock.ts";

/** A copy that takes events when the test says so. */
class SlowReplica implements Replica {
  status: ReplicaStatus = { breaker: "closed", confirmed: 0, opened: 0, why: null };
  readonly failure = new Promise<never>(() => {});
  #waiting: { readonly seq: number; readonly settle: (stored: boolean | TownError) => void }[] = [];

  stored(seq: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const settle = (stored: boolean | TownError) => (typeof stored === "boolean" ? resolve(stored) : reject(stored));
      this.#waiting.push({ seq, settle });
      this.#answer();
    });
  }

  listen(): () => void {
    return () => {};
  }

  confirm(seq: number): void {
    this.status = { ...this.status, confirmed: seq };
    this.#answer();
  }

  /** Nobody who waits will ever hear of a confirmation. */
  refuse(answer: false | TownError): void {
    for (const { settle } of this.#waiting.splice(0)) settle(answer);
  }

  #answer(): void {
    const { confirmed } = this.status;
    for (const { seq, settle } of this.#waiting) if (seq <= confirmed) settle(true);
    this.#waiting = this.#waiting.filter(({ seq }) => seq > confirmed);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A paused town with such a copy, in which a day has been decided; and the seqs that its listeners have heard. */
async function undecided() {
  const simulation = new Simulation(smallConfig(7, 3), { runId: "r1" });
  const town = new LiveTown(simulation, new MemoryLog(simulation.town), { clock: new HeldClock(), paused: true });
  const replica = new SlowReplica();
  town.replicate(replica);
  const heard: number[] = [];
  town.listen({ event: ({ seq }) => void heard.push(seq), announcement: () => {} });
  const running = town.run();
  running.catch(() => {});
  await town.flux.step("day");
  return { simulation, town, replica, heard, running };
}

describe("a town that has a copy", () => {
  it("tells an event when it is in the copy, and nobody can know of it before", async () => {
    const { simulation, town, replica, heard } = await undecided();
    await turn();
    expect(heard).toEqual([]);
    expect([town.status.seq, town.state.seq, town.log.head, town.chronicle.seq]).toEqual([0, 0, 0, 0]);
    await expect(town.stateAt(1)).rejects.toThrow("seq must be a whole number from 0 to 0");
    replica.confirm(5);
    await turn();
    expect(heard).toEqual([1, 2, 3, 4, 5]);
    expect([town.status.seq, town.state.seq, town.log.head, town.chronicle.seq]).toEqual([5, 5, 5, 5]);
    replica.confirm(simulation.town.seq);
    await turn();
    expect(digest(town.state)).toBe(digest(simulation.town));
    town.close();
  });

  it("answers who steps, pauses or perturbs when everyone has been told", async () => {
    const { simulation, town, replica, heard } = await undecided();
    const answers = [
      town.control({ action: "pause" }),
      town.control({ action: "step", by: "event" }),
      town.perturb("solo", [simulation.town.citizens[0].id]),
    ];
    let answered = 0;
    for (const answer of answers) void answer.then(() => answered++);
    replica.confirm(simulation.town.seq - 1);
    await turn();
    expect(answered).toBeLessThan(answers.length);
    replica.confirm(simulation.town.seq);
    await Promise.all(answers);
    expect(heard.at(-1)).toBe(simulation.town.seq);
    expect(town.status.seq).toBe(simulation.town.seq);
    town.close();
  });

  it("tells all there is when the copy is clearly away", async () => {
    const { simulation, town, replica, heard } = await undecided();
    replica.stored = async () => false;
    replica.refuse(false);
    await turn();
    expect(heard.at(-1)).toBe(simulation.town.seq);
    town.close();
  });

  it("never tells what is no part of it, and says so to who asked for that", async () => {
    const { simulation, town, replica, heard, running } = await undecided();
    replica.confirm(3);
    await turn();
    const perturbed = town.perturb("solo", [simulation.town.citizens[0].id]);
    replica.status = { ...replica.status, breaker: "fenced", why: "another process has taken the town over" };
    replica.refuse(new TownError("conflict", "this one has stopped"));
    await expect(perturbed).rejects.toThrow(/^event \d+ is no part of the town: another process has taken/);
    await expect(running).rejects.toThrow("this one has stopped");
    expect(heard).toEqual([1, 2, 3]);
    town.close();
  });
});
