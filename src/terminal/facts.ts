import type { Observer, View } from "../observer/observer.ts";
import type { Status } from "../observer/status.ts";
import type { Theme } from "../scene/palette.ts";
import type { Cast } from "../scene/scatter-cast.ts";
import type { Lod } from "../sim/manifest.ts";
import type { Inks } from "./inks.ts";

/** What the viewer has chosen to see. */
export type Choices = {
  readonly panel: string;
  readonly lod: Lod;
  /** Id of the citizen at hand, whom the arrows move on from. */
  readonly citizen: string;
  /** Legend key that is at hand. */
  readonly group: string;
  /** Seq of the event at hand; 0: the newest that is shown. */
  readonly event: number;
  /** Lines of the panel that are above its upper edge. */
  readonly scrolled: number;
  /** Ids of citizens. */
  readonly selected: ReadonlySet<string>;
  /** A legend key that the others stand back for, or "". */
  readonly focus: string;
  readonly theme: Theme;
  readonly help: boolean;
  /** What is being looked for, as far as it is typed; undefined when nothing is. */
  readonly search: string | undefined;
};

/** Everything that a frame is drawn from, but the picture's motion. */
export type Facts = {
  readonly observer: Observer;
  readonly view: View;
  readonly cast: Cast;
  /** All rows, by name. */
  readonly byName: readonly number[];
  readonly status: Status;
  /** Events a minute; undefined while that would be a guess, or nothing comes. */
  readonly rate: number | undefined;
  /** What people must be told; "" when there is nothing. */
  readonly notice: string;
  readonly choices: Choices;
  readonly inks: Inks;
};
