import { render } from "preact";
import { TownError } from "../sim/error.ts";
import { readAddress, tokenIn } from "./address.ts";
import { openTown } from "./open-town.tsx";
import "./document.css";
import "./page.css";
import { listTowns, type Listed } from "./towns.ts";
import { Welcome } from "./welcome.tsx";

/** The page: finds out which town to show, and shows it. */
const page = document.body.appendChild(document.createElement("div"));
page.className = "page root";
document.documentElement.dataset["theme"] = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
const UNINVITED =
  "Only those may watch here who have the link for it, which ends with #token= and a secret. Whoever runs this server can give it to you.";
void begin();

async function begin(): Promise<void> {
  const address = readAddress(location.search);
  let towns: readonly Listed[];
  try {
    towns = await listTowns(tokenIn(location.hash));
  } catch (error) {
    if (error instanceof TownError) {
      render(<Welcome title="By invitation" words={UNINVITED} again={() => void begin()} />, page);
      return;
    }
    const why = error instanceof Error ? error.message : String(error);
    render(<Welcome title="Nobody answers" words={why} again={() => void begin()} />, page);
    return;
  }
  const town = address.town || towns[0]?.town_id;
  if (town === undefined) {
    render(
      <Welcome
        title="No town lives here yet"
        words="This server runs no town. Start one, and look again."
        again={() => void begin()}
      />,
      page,
    );
    return;
  }
  if (!towns.some(({ town_id }) => town_id === town)) {
    const known = towns.map(({ town_id }) => town_id);
    render(
      <Welcome
        title={`No town is called “${town}”`}
        words="These live here:"
        towns={known}
        again={() => void begin()}
      />,
      page,
    );
    return;
  }
  openTown(page, town, address);
}
