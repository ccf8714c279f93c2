import type { Connection } from "../../observer/link.ts";
import type { Observer } from "../../observer/observer.ts";

/**
 * How the picture stands with the town, where that needs a word: instead of the picture while there is none, in its corner
 * while what it shows is not live. Nothing when all is well.
 */
export function Standing({ observer, problem }: { readonly observer: Observer; readonly problem: string | undefined }) {
  const connection = observer.connection.value;
  const view = observer.view.value;
  const empty = view?.town.citizens.length === 0;
  const said = wordFor(connection, view !== undefined) ?? (empty ? "No one lives here yet." : problem);
  return (
    <div
      class={view && !empty ? "standing aside" : "standing"}
      role="status"
      data-standing={said ? connection.kind : "well"}
    >
      {said && (
        <p>
          {said}
          {connection.kind === "failed" && (
            <button type="button" onClick={() => observer.connect()}>
              Try again
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** A word for a connection that shows a picture, or shows none yet; undefined where the picture says it all. */
function wordFor(connection: Connection, hasPicture: boolean): string | undefined {
  switch (connection.kind) {
    case "connecting":
      return hasPicture ? undefined : "Connecting to the town…";
    case "live":
      return hasPicture ? undefined : "Waiting for the town’s first snapshot…";
    case "reconnecting":
      return `Not connected: ${connection.why}. Trying again, attempt ${connection.attempt}.`;
    case "stale":
      return "Nothing heard for a while. Trying another connection.";
    case "finished":
      return hasPicture ? undefined : "This town has finished.";
    case "closed":
      return hasPicture ? "Disconnected." : "Not connected.";
    case "failed":
      return connection.why;
    default:
      return connection satisfies never;
  }
}
