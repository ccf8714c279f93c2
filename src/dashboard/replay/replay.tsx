import { render } from "preact";
import { recordedTown } from "../../observer/recorded-town.ts";
import { readRecording, type Recording } from "../../wire/recording.ts";
import { openTown } from "../open-town.tsx";
import "../document.css";
import "../page.css";

/** The page of a recording: the dashboard on what this file holds. Nothing is asked of any server. */
const page = document.body.appendChild(document.createElement("div"));
page.className = "page root";
document.documentElement.dataset["theme"] = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
void begin();

async function begin(): Promise<void> {
  let recording: Recording;
  try {
    recording = readRecording(await unpacked(document.getElementById("recording")!.textContent.trim()));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    render(
      <main class="welcome">
        <h1>This recording can't be read</h1>
        <p>The file is not whole, or was changed: {why}</p>
      </main>,
      page,
    );
    return;
  }
  const { town_id } = recording.beginning.state;
  const address = { town: town_id, at: undefined, traits: {} };
  openTown(page, town_id, address, recordedTown(recording));
}

/** The text in the base64 of its gzip. */
function unpacked(base64: string): Promise<string> {
  if (base64 === "") throw new Error("it holds no recording");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
