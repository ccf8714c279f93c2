import type { Observer } from "../../observer/observer.ts";
import { TownError } from "../../sim/error.ts";
import { snapshot } from "../../sim/snapshot.ts";
import { recordingLines, replayHtml } from "../../wire/recording.ts";
import { textFile } from "./save.ts";

/**
 * The events held as one HTML file that replays them, put into the template beside this page.
 * @param moments where it may begin: the first that is still held is where it does
 * @throws TownError not_found where there is no template, as in a notebook; closed when the server tells nothing
 */
export async function replayFile(observer: Observer, moments: Iterable<number>): Promise<Blob> {
  const { config, kind } = await about(observer);
  const template = await fetchTemplate();
  for (const moment of moments) {
    const town = observer.copyAt(moment);
    if (!town) continue;
    const lines = recordingLines({ state: snapshot(town), config, kind }, observer.events.since(moment));
    const html = replayHtml(template, await zipped(textFile(lines, "application/x-ndjson")));
    return new Blob([html], { type: "text/html;charset=utf-8" });
  }
  throw new TownError("out_of_range", "no moment of this town is held here yet");
}

/** What the town is made of, which no event says. */
async function about(observer: Observer) {
  await observer.inquire();
  const told = observer.about.peek();
  if (told) return told;
  throw new TownError("closed", "the town's server can't be asked what the town is made of");
}

async function fetchTemplate(): Promise<string> {
  try {
    const response = await fetch(new URL("replay-template.html", document.baseURI));
    if (response.ok) return await response.text();
  } catch {
    // As if it were not there: what matters is what to do instead.
  }
  throw new TownError(
    "not_found",
    "the page it is made of is not here; save NDJSON from the town's own page, or run agent-town export --format html",
  );
}

/** Gzip, then base64. */
async function zipped(file: Blob): Promise<string> {
  const gzip = await new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve((reader.result as string).replace(/^[^,]*,/, "")));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the recording could not be read")));
    reader.readAsDataURL(gzip);
  });
}
