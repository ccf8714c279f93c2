import { signal } from "@preact/signals";
import { EventStore } from "../../src/observer/event-store.ts";
import type { Observer, View } from "../../src/observer/observer.ts";
import { parseConfig } from "../../src/sim/genesis/parse.ts";
import type { TownEvent } from "../../src/sim/event.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { PageModel } from "../../src/widgets/kit/page-model.ts";
import widget from "../../src/widgets/scatter/widget.tsx";

/** The page that the scatter's browser tests open: a real town, simulated in the page, and a stand-in for its observer. */

type Rename = Readonly<Record<string, string>>;

class ScatterPage {
  /** For models without a town of the page's own. */
  static readonly Model = PageModel;
  readonly simulation: Simulation;
  readonly view = signal<View | undefined>(undefined);
  readonly connection = signal<Observer["connection"]["value"]>({ kind: "connecting" });
  readonly model: PageModel;
  readonly events = new EventStore(200_000);
  connects = 0;

  constructor(config: unknown, traits: Readonly<Record<string, unknown>> = {}, rename: Rename = {}) {
    this.simulation = new Simulation(parseConfig(config));
    for (const citizen of this.simulation.town.citizens) {
      const name = rename[citizen.id];
      if (name !== undefined) Object.assign(citizen, { name });
    }
    const connect = () => void this.connects++;
    this.model = new PageModel(traits, {
      view: this.view,
      events: this.events,
      connection: this.connection,
      connect,
    } as unknown as Observer);
  }

  /** Lets the town go on by `phases` changes of phase, and shows it. */
  run(phases: number): void {
    for (let left = phases; left > 0;) if (this.next().type === "town_status") left--;
    this.show();
  }

  next(): TownEvent {
    const event = this.simulation.next();
    this.events.append(event);
    return event;
  }

  show(): void {
    this.connection.value = { kind: "live" };
    this.view.value = { town: this.simulation.town, seq: this.simulation.town.seq };
  }

  /** What an independent reader needs to know where everyone belongs. */
  truth() {
    const { town } = this.simulation;
    return {
      ids: town.citizens.map(({ id }) => id),
      traits: [...town.traits],
      phaseStart: [...town.traitsAtPhaseStart],
      temperament: [...town.temperament],
      coalitions: [...town.coalitions.values()].map(({ id, colour, members }) => ({
        id,
        colour,
        members: [...members],
      })),
    };
  }
}

declare global {
  interface Window {
    ScatterPage: typeof ScatterPage;
    scatter: typeof widget;
    page: ScatterPage;
    closeView: () => void;
  }
}
window.ScatterPage = ScatterPage;
window.scatter = widget;
