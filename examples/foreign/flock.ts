/**
 * A flock over seven-dimensional country, published into a town that anyone can watch.
 *
 * Boids (Reynolds 1987) whose place is not on a plane but in the space of personalities: each steers by the birds it sees, toward
 * their middle (cohesion), along their way (alignment), and apart from those too close (separation). A step is one
 * event with one bulk effect; birds that fly together grow fond of each other; a flock of three or more is a coalition.
 *
 * Needs a runtime that runs TypeScript, such as Node 22.18, and nothing else. Start a town server (agent-town serve), then:
 *
 *     node flock.ts --steps 60
 *
 * and open the page with ?town=flock.
 */

import { parseArgs } from "node:util";

const TRAITS = ["warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition"];
const PHASES = ["MORNING", "AFTERNOON", "EVENING", "NIGHT"];
const BIRDS = 30;
/** How far a bird sees, how near is too near, and how far it flies in a step. */
const [SIGHT, CROWDED, SPEED] = [0.55, 0.15, 0.03];
const STEPS_A_PHASE = 5;

type Vector = readonly number[];
type Draft = Readonly<Record<string, unknown>>;

/** An external town on a server: made, then published into, each batch exactly once. */
class Town {
  readonly #url: string;
  readonly #name: string;
  readonly #token: string | undefined;
  seq = 0;

  constructor(url: string, name: string, token: string | undefined) {
    this.#url = url.replace(/\/+$/, "");
    this.#name = name;
    this.#token = token;
  }

  async make(founding: Draft): Promise<void> {
    const body = JSON.stringify({ ...founding, kind: "external", town_id: this.#name });
    await this.#ask("", { method: "POST", headers: { "content-type": "application/json" }, body });
  }

  async publish(events: readonly Draft[]): Promise<void> {
    const body = events.map((event) => JSON.stringify(event)).join("\n");
    const request = { method: "POST", headers: { "content-type": "application/x-ndjson" }, body };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#ask(`/${this.#name}/events?after=${this.seq}`, request);
        break;
      } catch (error) {
        if (error instanceof Refused) {
          // It may have been taken while its answer was lost: then the town is where this batch would have brought it.
          const { seq } = error.status === 409 ? await this.#ask(`/${this.#name}`) : { seq: -1 };
          if (seq !== this.seq + events.length) throw error;
          break;
        }
        if (attempt === 5) throw error;
        // Nobody answered. The same request again is safe, for it says after which event.
        await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
      }
    }
    this.seq += events.length;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<{ readonly seq: number }> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    const answer = await fetch(`${this.#url}/v1/town${path}`, { ...init, headers });
    const said = (await answer.json()) as { readonly seq: number; readonly detail?: string };
    if (!answer.ok) throw new Refused(answer.status, said.detail ?? `the server answered ${answer.status}`);
    return said;
  }
}

/** What the server said no to: its status, and why. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/** The model. It knows nothing of towns: `fly` moves every bird and says how far, `flocks` finds who flies together. */
class Flock {
  readonly places: number[][];
  readonly #ways: Vector[];

  constructor(chance: () => number) {
    const anywhere = (least: number, most: number) => TRAITS.map(() => onLattice(least + (most - least) * chance()));
    this.places = Array.from({ length: BIRDS }, () => anywhere(0.15, 0.85));
    this.#ways = Array.from({ length: BIRDS }, () => anywhere(-1, 1));
  }

  fly(): number[] {
    const ways = this.places.map((place, bird) => this.#steer(place, bird));
    const deltas = this.places.flatMap((place, bird) =>
      place.map((at, k) => onLattice(clamp(at + ways[bird][k]) - at)),
    );
    ways.forEach((way, bird) => (this.#ways[bird] = way));
    for (const [bird, place] of this.places.entries()) {
      // Six decimals, as the town keeps them: so what is known here and there stays the same.
      for (const k of place.keys()) place[k] = onLattice(place[k] + deltas[bird * TRAITS.length + k]);
    }
    return deltas;
  }

  /** Birds that see each other, directly or by others; three or more. */
  flocks(): number[][] {
    const left = new Set(this.places.keys());
    const found: number[][] = [];
    for (const first of left) {
      const flock = [first];
      left.delete(first);
      for (const bird of flock) {
        for (const other of left) {
          if (distance(this.places[bird], this.places[other]) > SIGHT / 2) continue;
          flock.push(other);
          left.delete(other);
        }
      }
      if (flock.length >= 3) found.push(flock.sort((a, b) => a - b));
    }
    return found;
  }

  #steer(place: Vector, bird: number): Vector {
    const seen = [...this.places.keys()].filter(
      (other) => distance(place, this.places[other]) < SIGHT && other !== bird,
    );
    const way = TRAITS.map((_, k) => {
      const own = this.#ways[bird][k];
      // Near the edge of the world a bird turns back.
      const home = place[k] < 0.1 ? 1 : place[k] > 0.9 ? -1 : 0;
      if (seen.length === 0) return own + home * SPEED;
      const mean = (of: (other: number) => number) => seen.reduce((sum, other) => sum + of(other), 0) / seen.length;
      const cohesion = mean((other) => this.places[other][k]) - place[k];
      const alignment = mean((other) => this.#ways[other][k]) - own;
      const separation = mean((other) =>
        distance(place, this.places[other]) < CROWDED ? place[k] - this.places[other][k] : 0,
      );
      return own + 0.05 * cohesion + 0.3 * alignment + 0.4 * separation + home * SPEED;
    });
    const size = Math.hypot(...way) || 1;
    return way.map((part) => (part / size) * SPEED);
  }
}

/** Flocks as coalitions: a flock is named after its first bird for as long as that one leads it. */
class Coalitions {
  #before = new Map<string, string>();

  changes(flocks: readonly number[][]): Draft[] {
    const now = new Map(flocks.map((flock) => [`flock-${flock[0] + 1}`, flock.map(idOf)]));
    const ended = [...this.#before.keys()].filter((coalition) => !now.has(coalition));
    const events: Draft[] = ended.map((coalition) => ({ type: "coalition", kind: "dissolved", coalition }));
    for (const [coalition, members] of now) {
      const before = this.#before.get(coalition)?.split(" ");
      if (before?.join(" ") === members.join(" ")) continue;
      const kind = before === undefined ? "formed" : members.length >= before.length ? "grown" : "shrunk";
      const name = `Flock of ${nameOf(Number(coalition.slice(6)) - 1)}`;
      events.push({ type: "coalition", kind, coalition, name, members });
    }
    this.#before = new Map([...now].map(([coalition, members]) => [coalition, members.join(" ")]));
    return events;
  }
}

function distance(a: Vector, b: Vector): number {
  return Math.hypot(...a.map((at, k) => at - b[k]));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function onLattice(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function idOf(bird: number): string {
  return `bird-${bird + 1}`;
}

function nameOf(bird: number): string {
  return `Bird ${bird + 1}`;
}

/** Mulberry32: even numbers in [0, 1). */
function chanceFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const { values: chosen } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:4321" },
    town: { type: "string", default: "flock" },
    steps: { type: "string", default: "60" },
    seed: { type: "string", default: "7" },
    token: { type: "string" },
  },
});
const steps = Number(chosen.steps);
const flock = new Flock(chanceFrom(Number(chosen.seed)));
const coalitions = new Coalitions();
const everyone = flock.places.map((_, bird) => idOf(bird));
const town = new Town(chosen.url, chosen.town, chosen.token);

try {
  await town.make({
    seed: Number(chosen.seed),
    regions: [{ id: "sky", capacity: BIRDS }],
    citizens: everyone.map((id, bird) => ({
      id,
      name: nameOf(bird),
      archetype: "Bird",
      region: "sky",
      eigenvector: Object.fromEntries(TRAITS.map((trait, k) => [trait, flock.places[bird][k]])),
    })),
  });
  for (let step = 1; step <= steps; step++) {
    const deltas = flock.fly();
    const together = flock.flocks();
    const fond = together.map((birds) => ({ kind: "relationship", among: birds.map(idOf), delta: 0.02 }));
    const events: Draft[] = [
      {
        operation: "fly",
        participant_ids: everyone,
        message: `The birds flew on, ${together.length} ${together.length === 1 ? "flock" : "flocks"} of them.`,
        effects: [{ kind: "eigenvector", citizens: everyone, deltas }, ...fond],
      },
    ];
    if (step % STEPS_A_PHASE === 0) {
      const phase = step / STEPS_A_PHASE;
      const moment = { day: 1 + Math.floor(phase / PHASES.length), phase: PHASES[phase % PHASES.length] };
      const fade = { kind: "fade", factor: 0.95, below: 0.001 };
      events.push({ type: "eigenvector_drift" }, ...coalitions.changes(together));
      events.push({ type: "town_status", kind: "phase_change", ...moment, effects: [fade] });
    }
    await town.publish(events);
  }
  process.stdout.write(`${steps} steps, ${town.seq} events: ${chosen.url}/?town=${chosen.town}\n`);
} catch (error) {
  process.stderr.write(`flock: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
