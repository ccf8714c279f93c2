import { useId, useState } from "preact/hooks";
import type { Theme } from "../../scene/palette.ts";
import type { Cast } from "../../scene/scatter-cast.ts";
import type { TownState } from "../../sim/state.ts";
import { MarkGlyph } from "../kit/mark-glyph.tsx";
import { findsOf, type Find } from "./finds.ts";

/** As many as one looks through at a glance. */
const MOST = 8;

/**
 * Finds a citizen by name, archetype or coalition, or a coalition by its name. Arrows and Enter choose, Escape lets go. (A
 * combobox with a list, ARIA Authoring Practices.)
 */
export function Search(props: {
  readonly town: TownState;
  readonly cast: Cast;
  readonly theme: Theme;
  readonly onFind: (find: Find) => void;
}) {
  const { town, cast, theme, onFind } = props;
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const [open, setOpen] = useState(false);
  const id = useId();
  const finds = open ? findsOf(town, cast, words, MOST) : [];
  const shown = open && words.trim() !== "";
  const at = Math.min(place, finds.length - 1);

  const choose = (find: Find | undefined) => {
    if (!find) return;
    onFind(find);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setPlace((at + 1) % Math.max(1, finds.length));
    else if (event.key === "ArrowUp") setPlace((at + finds.length - 1) % Math.max(1, finds.length));
    else if (event.key === "Enter") choose(finds[at]);
    else if (event.key === "Escape" && words !== "") setWords("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="search">
      <input
        data-search
        type="search"
        role="combobox"
        list={undefined}
        placeholder="Find"
        aria-label="Find citizens and coalitions"
        title="Find a citizen or a coalition (/)"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={shown}
        aria-controls={`${id}-finds`}
        aria-activedescendant={shown && finds.length > 0 ? `${id}-${at}` : undefined}
        value={words}
        onInput={({ currentTarget }) => {
          setWords(currentTarget.value);
          setPlace(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul
        class="finds floating"
        id={`${id}-finds`}
        role="listbox"
        aria-label="Found"
        hidden={!shown || finds.length === 0}
      >
        {finds.map((find, i) => (
          <li
            key={find.kind === "citizen" ? find.id : find.entry.key}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(find)}
          >
            <MarkGlyph mark={find.kind === "citizen" ? cast.member(find.row).mark : find.entry.mark} theme={theme} />
            <span class="name">{find.kind === "citizen" ? find.name : find.entry.name}</span>
            <span class="said">
              {find.kind === "citizen"
                ? find.said
                : `${find.entry.count} ${find.entry.count === 1 ? "citizen" : "citizens"}`}
            </span>
          </li>
        ))}
      </ul>
      {shown && finds.length === 0 && <p class="finds floating">Nobody and nothing is called so.</p>}
    </div>
  );
}
