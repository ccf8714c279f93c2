import type { StreamMeter } from "./stream/meter.ts";

/** What is counted of one town, in plain numbers: streams count thousands of times a second. */
export class TownMeter implements StreamMeter {
  deliveries = 0;
  bytes = 0;
  evictions = 0;
  resets = 0;
  overloads = 0;
  verified = 0;
  diverged = 0;
  publications = 0;
  /** Open now, by format. */
  readonly clients = new Map<string, number>();
  /** By outcome. */
  readonly perturbations = new Map<string, number>();

  delivered(events: number, bytes: number): void {
    this.deliveries += events;
    this.bytes += bytes;
  }

  evicted(): void {
    this.evictions++;
  }

  reset(): void {
    this.resets++;
  }

  overloaded(): void {
    this.overloads++;
  }

  opened(format: string): void {
    add(this.clients, format, 1);
  }

  closed(format: string): void {
    add(this.clients, format, -1);
  }

  /** A client says how many digests it found equal to the simulation's, and how many different, since it last said so. */
  proved(verified: number, diverged: number): void {
    this.verified += verified;
    this.diverged += diverged;
  }

  /** limited: refused because there were too many; refused: for any other reason. */
  perturbed(outcome: "accepted" | "refused" | "limited"): void {
    add(this.perturbations, outcome, 1);
  }

  /** A program elsewhere has published so many events. */
  published(events: number): void {
    this.publications += events;
  }
}

function add(counts: Map<string, number>, name: string, change: number): void {
  counts.set(name, (counts.get(name) ?? 0) + change);
}
