import type { EventStore } from "../../observer/event-store.ts";
import type { Domain } from "../../scene/scatter-frame.ts";
import { still, type Paper, type Still } from "../../scene/scatter-still.ts";
import { apply } from "../../sim/apply.ts";
import type { TownState } from "../../sim/state.ts";
import { figureOf, type Figure } from "./figure.ts";

/** As in the plot: after three of these, in milliseconds, 95 % of a way is done. */
const TIME_CONSTANT = 90;

/**
 * A span of a run as pictures that follow one another: a town of its own that is folded on, event by event, and marks that
 * glide to where they belong.
 */
export class Film {
  readonly #town: TownState;
  readonly #events: Pick<EventStore, "at">;
  readonly #from: number;
  readonly #to: number;
  readonly #picture: (town: TownState) => Still;
  readonly #paper: Paper;
  #places: ReadonlyMap<string, number> = new Map();
  #shown: { readonly positions: Float64Array; domain: Domain } | undefined;

  /**
   * @param town as it was after the event before the first; the film's own
   * @param to the last event
   */
  constructor(town: TownState, events: Pick<EventStore, "at">, to: number, projection: string, paper: Paper) {
    this.#town = town;
    this.#events = events;
    this.#from = town.seq;
    this.#to = to;
    this.#picture = (now) => still(now, projection);
    this.#paper = paper;
  }

  /** The picture at a share, in [0, 1], of the events, `ms` after the one before. Shares must not fall. */
  figure(share: number, ms: number): Figure {
    const seq = this.#from + Math.round(share * (this.#to - this.#from));
    for (let next = this.#town.seq + 1; next <= seq; next++) {
      const event = this.#events.at(next);
      // The oldest may have been let go of meanwhile: then the film stands at what it has.
      if (!event) break;
      apply(this.#town, event);
    }
    const target = this.#picture(this.#town);
    const { positions, domain } = this.#glide(target, 1 - Math.exp(-ms / TIME_CONSTANT));
    const figure = figureOf({ ...target, positions, domain }, { ...this.#paper, places: this.#places });
    this.#places = new Map(figure.scene.names.map(({ key, place }) => [key, place]));
    return figure;
  }

  #glide(target: Still, share: number): { readonly positions: Float64Array; readonly domain: Domain } {
    const shown = (this.#shown ??= { positions: target.positions.slice(), domain: target.domain });
    for (let i = 0; i < shown.positions.length; i++)
      shown.positions[i] += (target.positions[i] - shown.positions[i]) * share;
    const mix = (edge: keyof Domain) => shown.domain[edge] + (target.domain[edge] - shown.domain[edge]) * share;
    shown.domain = { left: mix("left"), right: mix("right"), bottom: mix("bottom"), top: mix("top") };
    return shown;
  }
}
