import type { Observer, View } from "../../observer/observer.ts";

/** Whether anything can be asked of the town from here and now, and if not, why, in words. */
type Standing =
  | { readonly kind: "open" }
  /** The moment shown is not the newest. */
  | { readonly kind: "past"; readonly why: string }
  /** Nothing can be asked, whoever is chosen. */
  | { readonly kind: "shut"; readonly why: string };

/** @param view the moment shown; of the observer's other signals, whoever asks is told when they change. */
export function standingOf(observer: Observer, view: View | undefined): Standing {
  const connection = observer.connection.value;
  if (observer.recorded) return shut("This is a recording: what happens in it has happened.");
  if (observer.kind.value === "external")
    return shut("What happens in this town, its own program decides. Nothing can be asked of it from here.");
  switch (connection.kind) {
    case "finished":
      return shut("This town has finished: nothing more will happen in it.");
    case "closed":
      return shut("Not connected to the town, so nothing can be asked of it.");
    case "failed":
      return shut(connection.why);
    case "connecting":
    case "reconnecting":
      return view ? shut("Not connected just now: what you ask would not arrive.") : shut(WAITING);
    case "live":
    case "stale":
      break;
    default:
      connection satisfies never;
  }
  if (!view) return shut(WAITING);
  if (!observer.following.value) return { kind: "past", why: PAST };
  return view.town.citizens.length === 0 ? shut("No one lives here yet.") : { kind: "open" };
}

const WAITING = "Waiting for the town’s first snapshot…";
const PAST = "A perturbation happens now, not in the past: go live, or fork the town at this moment.";

function shut(why: string): Standing {
  return { kind: "shut", why };
}
