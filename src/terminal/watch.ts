import { effect, signal } from "@preact/signals-core";
import { SPEEDS } from "../observer/act.ts";
import type { Observer } from "../observer/observer.ts";
import { Rate } from "../observer/rate.ts";
import { statusOver } from "../observer/status.ts";
import type { Timers } from "../observer/timers.ts";
import { driven, setSpeed, timeActions } from "../observer/transport.ts";
import type { Theme } from "../scene/palette.ts";
import { castOf, type Cast } from "../scene/scatter-cast.ts";
import type { Citizen } from "../sim/citizen.ts";
import type { Lod } from "../sim/manifest.ts";
import type { Choices, Facts } from "./facts.ts";
import { frameOf, noticeFrame } from "./frame.ts";
import { inksOf } from "./inks.ts";
import { PANELS, panelOf } from "./panels.ts";
import { Picture } from "./picture.ts";
import { LEAST } from "./rooms.ts";
import type { Screen } from "./screen.ts";
import { actionOf, type Action } from "./shortcuts.ts";

export type WatchOptions = {
  readonly theme: Theme;
  /** Such as `pca` or `axes:warmth,trust`. */
  readonly projection: string;
  readonly panel: string;
  readonly lod: Lod;
  readonly timers: Timers;
};

type Size = { readonly columns: number; readonly rows: number };

/**
 * One viewer at a terminal: what they have chosen, what their keys do, and the frame that follows from that and from the observer.
 * It draws nowhere: whoever has a terminal asks for a frame when told that there is another.
 */
export class Watch {
  readonly #observer: Observer;
  readonly #changed: () => void;
  readonly #timers: Timers;
  readonly #picture: Picture;
  readonly #notice = signal("");
  readonly #now = signal(0);
  readonly #rate = new Rate();
  readonly #status: ReturnType<typeof statusOver>;
  readonly #actions: Readonly<Partial<Record<Action, () => void>>>;
  readonly #stop: () => void;
  #cancelTick = () => {};
  #choices: Choices;
  #cast: Cast | undefined;
  #names: { readonly of: readonly Citizen[]; readonly rows: readonly number[] } | undefined;
  #size: Size = LEAST;
  #moving = false;
  /** What the observer was told to say last, once a key was pressed after it. */
  #read = "";

  /** @param changed whenever there is another frame to draw; it may be called many times before that is done */
  constructor(observer: Observer, { theme, projection, panel, lod, timers }: WatchOptions, changed: () => void) {
    this.#observer = observer;
    this.#changed = changed;
    this.#timers = timers;
    this.#picture = new Picture(projection);
    this.#status = statusOver(observer, this.#now, () => timers.now());
    this.#actions = this.#actionsOf(observer);
    this.#choices = {
      panel,
      lod,
      citizen: "",
      group: "",
      event: 0,
      scrolled: 0,
      selected: new Set(),
      focus: "",
      theme,
      help: false,
      search: undefined,
    };
    const { view, head, events, outline, fetching, notice, degraded, replication, proof, pace, player } = observer;
    const heard = [
      view,
      head,
      events.version,
      outline.version,
      fetching,
      notice,
      degraded,
      replication,
      proof,
      pace,
      player.playing,
    ];
    const own = [this.#status.status, this.#notice, player.speed];
    this.#stop = effect(() => {
      for (const each of [...heard, ...own]) void each.value;
      changed();
    });
    this.#tick();
  }

  get theme(): Theme {
    return this.#choices.theme;
  }

  /** Whether what the last frame showed was still on its way. */
  get moving(): boolean {
    return this.#moving;
  }

  /** Does what a key means; answers whether that is to leave. */
  key(key: string): boolean {
    this.#read = this.#observer.notice.peek() ?? "";
    this.#notice.value = "";
    const { search, help } = this.#choices;
    if (search !== undefined) this.#type(key, search);
    else {
      const action = actionOf(key);
      if (action === "quit") return true;
      // While help is shown any key takes it away.
      if (help) this.#choose({ help: false });
      else if (action) this.#actions[action]?.();
    }
    this.#changed();
    return false;
  }

  /** The frame as it is `ms` milliseconds after the last one; Infinity: at rest. */
  frame(size: Size, ms: number): Screen {
    this.#size = size;
    this.#moving = false;
    const { columns, rows } = size;
    if (columns < LEAST.columns || rows < LEAST.rows) {
      const needs = `${LEAST.columns} columns and ${LEAST.rows} rows are needed; here are ${columns} and ${rows}`;
      return noticeFrame(size, ["Too small", ...needs.split("; ")]);
    }
    const facts = this.#facts();
    if (!facts) {
      const { kind, label, detail } = this.#status.status.peek();
      const awaited = kind === "live" || kind === "replay";
      return noticeFrame(size, awaited ? ["Agent Town", "The town is on its way."] : [label, detail]);
    }
    const { view, cast, choices } = facts;
    return frameOf(size, facts, (plot) => {
      if (view.town.citizens.length === 0) return undefined;
      this.#picture.aim(view);
      const picture = this.#picture.step(ms, plot, { view, cast, events: this.#observer.events, choices });
      this.#moving = this.#picture.moving;
      return picture;
    });
  }

  close(): void {
    this.#cancelTick();
    this.#stop();
    this.#status.stop();
  }

  /** Every second: countdowns and ages go on, and the rate falls when nothing comes. */
  #tick(): void {
    this.#now.value = this.#timers.now();
    if (this.#observer.view.peek()) this.#rate.read(this.#now.peek(), this.#observer.head.peek());
    this.#cancelTick = this.#timers.after(1000, () => this.#tick());
  }

  #choose(some: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...some };
  }

  #actionsOf(observer: Observer): Readonly<Partial<Record<Action, () => void>>> {
    return {
      ...timeActions(observer, this.#notice),
      ...Object.fromEntries(PANELS.map((_, i) => [`panel-${i}`, () => this.#open(i)])),
      "panel-next": () => this.#open(this.#place + 1),
      "panel-before": () => this.#open(this.#place - 1),
      up: () => this.#walk(-1),
      down: () => this.#walk(1),
      "page-up": () => this.#page(-1),
      "page-down": () => this.#page(1),
      choose: () => this.#ask((facts) => panelOf(facts.choices).choose(facts)),
      clear: () => this.#choose({ selected: new Set(), focus: "" }),
      slower: () => this.#pace(-1),
      faster: () => this.#pace(1),
      more: () => this.#zoom(1),
      less: () => this.#zoom(-1),
      search: () => this.#choose({ search: "" }),
      theme: () => this.#choose({ theme: this.theme === "dark" ? "light" : "dark" }),
      help: () => this.#choose({ help: true }),
    };
  }

  get #place(): number {
    return PANELS.indexOf(panelOf(this.#choices));
  }

  #open(place: number): void {
    this.#choose({ panel: PANELS[(place + PANELS.length) % PANELS.length].id, scrolled: 0 });
  }

  #zoom(by: number): void {
    this.#choose({ lod: Math.max(0, Math.min(5, this.#choices.lod + by)) as Lod, scrolled: 0 });
  }

  /** The next slower or faster pace that is offered. */
  #pace(direction: -1 | 1): void {
    const { player, pace } = this.#observer;
    const now = driven(this.#observer) === "town" ? pace.peek().speed : player.speed.peek();
    const next = SPEEDS[SPEEDS.indexOf(now) + direction];
    if (next !== undefined) setSpeed(this.#observer, this.#notice, next);
  }

  /** A card that is longer than its room is scrolled; else a page is some steps. */
  #page(direction: -1 | 1): void {
    const { panel, lod, scrolled } = this.#choices;
    const by = direction * Math.max(1, Math.floor(this.#size.rows / 4));
    if (panel === "citizens" && lod >= 3) this.#choose({ scrolled: Math.max(0, scrolled + by) });
    else this.#walk(by);
  }

  #walk(by: number): void {
    this.#ask((facts) => panelOf(facts.choices).walk(facts, by));
  }

  /** Lets a panel choose, once there is something to choose from. */
  #ask(panel: (facts: Facts) => Partial<Choices>): void {
    const facts = this.#facts();
    if (facts) this.#choose(panel(facts));
  }

  /** Looks for who is meant while it is typed. */
  #type(key: string, search: string): void {
    if (key === "Enter" || key === "Escape") return this.#choose({ search: undefined });
    const typed = key === "Backspace" ? search.slice(0, -1) : key.length === 1 ? search + key : search;
    this.#choose({ search: typed });
    const facts = this.#facts();
    if (!facts || typed === "") return;
    const { citizens } = facts.view.town;
    const names = facts.byName.map((row) => ({ id: citizens[row].id, name: citizens[row].name.toLowerCase() }));
    const wanted = typed.toLowerCase();
    const found = names.find(({ name }) => name.startsWith(wanted)) ?? names.find(({ name }) => name.includes(wanted));
    if (found) this.#choose({ citizen: found.id, scrolled: 0 });
    else this.#notice.value = `Nobody here is called ${typed}.`;
  }

  /** What the next frame is drawn from; undefined before there is a town. */
  #facts(): Facts | undefined {
    const view = this.#observer.view.peek();
    if (!view) return undefined;
    const { citizens } = view.town;
    const cast = (this.#cast = castOf(view.town, this.#cast));
    if (this.#names?.of !== citizens) this.#names = { of: citizens, rows: byName(citizens) };
    const { rows } = this.#names;
    if (cast.rowOf(this.#choices.citizen) === undefined) this.#choose({ citizen: citizens[rows[0]]?.id ?? "" });
    const status = this.#status.status.peek();
    const heard = this.#observer.notice.peek() ?? "";
    const worry = status.tone === "warn" || status.tone === "bad" ? status.detail : "";
    return {
      observer: this.#observer,
      view,
      cast,
      byName: rows,
      status,
      rate: status.kind === "live" ? this.#rate.perMinute(this.#now.peek()) : undefined,
      notice: this.#notice.peek() || (heard === this.#read ? worry : heard),
      choices: this.#choices,
      inks: inksOf(this.#choices.theme),
    };
  }
}

/** By code units: the same order wherever it is asked for. */
function byName(citizens: readonly Citizen[]): readonly number[] {
  const rows = citizens.map((_, row) => row);
  return rows.sort((a, b) =>
    citizens[a].name < citizens[b].name ? -1 : citizens[a].name > citizens[b].name ? 1 : a - b,
  );
}
