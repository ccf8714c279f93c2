import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { page } from "../../src/server/page.ts";
import type { TownConfig } from "../../src/sim/config.ts";
import type { Announcement, TownEvent } from "../../src/sim/event.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import type { TownStatus } from "../../src/stream/town.ts";
import { announcementFrame, eventFrame, snapshotFrame } from "../../src/wire/frames.ts";

/**
 * A server that serves the real page and, in place of a town's stream, whatever a test says: silence, an end, a refusal, a
 * wrong digest. What a real server does only when something is amiss can so be seen at will.
 */
export type FakeTown = {
  readonly url: string;
  readonly simulation: Simulation;
  /** Plays the stream's part: called for every asker, the first with 0. */
  script: (stream: FakeStream, asker: number) => void;
  /** How the town goes: what it says when it is asked, and in snapshots. */
  goes: Pick<TownStatus, "speed" | "paused" | "held" | "degraded" | "nats">;
  close(): Promise<void>;
};

class FakeStream {
  readonly #response: ServerResponse;
  readonly #town: Pick<FakeTown, "simulation" | "goes">;

  constructor(response: ServerResponse, town: Pick<FakeTown, "simulation" | "goes">) {
    this.#response = response;
    this.#town = town;
  }

  /** Refuses, or with 204 says that the run has ended. */
  answer(status: number, problem?: { readonly title: string; readonly detail: string; readonly code: string }): void {
    this.#response.writeHead(status, { "content-type": "application/problem+json" });
    this.#response.end(problem && JSON.stringify({ type: "about:blank", status, ...problem }));
  }

  say(frame: string): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { "content-type": "text/event-stream" });
    this.#response.write(frame);
  }

  /** Breaks off. */
  end(): void {
    this.#response.end();
  }

  /** The whole state, as it is now. */
  snapshot(): void {
    const { config, town } = this.#town.simulation;
    const { speed, paused, degraded } = this.#town.goes;
    this.say(
      snapshotFrame({
        seq: town.seq,
        run_id: town.run_id,
        state: snapshot(town),
        config,
        kind: "simulated",
        speed,
        paused,
        degraded,
      }),
    );
  }

  announce(kind: Announcement["kind"]): void {
    const { town_id, run_id, seq } = this.#town.simulation.town;
    const { speed, degraded } = this.#town.goes;
    this.say(announcementFrame({ type: "town_status", town_id, run_id, after: seq, kind, speed, degraded }));
  }

  /** Lets the town live to the end of a phase, telling each event; `twist` may tell of it otherwise than it was. */
  phase(twist: (event: TownEvent) => TownEvent = (event) => event): void {
    for (;;) {
      const event = this.#town.simulation.next();
      this.say(eventFrame(twist(event)));
      if (event.type === "town_status") return;
    }
  }
}

/** @param config of the town; by default the town of 25. */
export async function fakeTown(config: TownConfig = parseConfig({})): Promise<FakeTown> {
  const simulation = new Simulation(config);
  const { town } = simulation;
  const files = page(fileURLToPath(new URL("../../dist/page", import.meta.url)));
  let askers = 0;
  const goes: FakeTown["goes"] = { speed: 1, paused: false, held: null, degraded: null, nats: null };
  const fake = { simulation, goes, script: (_stream: FakeStream, _asker: number) => {} };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const json = (body: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    const about = { town_id: town.town_id, run_id: town.run_id, seed: town.seed, citizens: town.citizens.length };
    const now = { ...about, seq: town.seq, first_seq: town.seq + 1, ...fake.goes };
    if (pathname === "/v1/town") json({ towns: [now] });
    else if (pathname === `/v1/town/${town.town_id}`) json(now);
    else if (pathname.endsWith("/state")) json(snapshot(town));
    // Nobody here remembers what was before the viewer came.
    else if (pathname.endsWith("/measures/phases")) json({ seq: town.seq, phases: [], next: null });
    else if (pathname.endsWith("/lifelines")) json({ seq: town.seq, lifelines: [], next: null });
    else if (pathname.endsWith("/events")) fake.script(new FakeStream(response, fake), askers++);
    else void send(files(pathname), response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

async function send(file: Response, response: ServerResponse): Promise<void> {
  response.writeHead(file.status, Object.fromEntries(file.headers));
  response.end(Buffer.from(await file.arrayBuffer()));
}
