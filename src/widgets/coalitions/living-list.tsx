import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { brief } from "../../scene/brief.ts";
import { coalitionMark, type Theme } from "../../scene/palette.ts";
import type { Cast } from "../../scene/scatter-cast.ts";
import type { Lifeline } from "../../sim/chronicle.ts";
import type { Coalition, TownState } from "../../sim/state.ts";
import { searching } from "../../wire/words.ts";
import { Bar } from "../kit/bar.tsx";
import { Chip } from "../kit/chip.tsx";
import { MarkGlyph } from "../kit/mark-glyph.tsx";

/** Coalitions shown at first, and how many more at a time; from more than MANY on there is a search. */
const FIRST = 12;
const MORE = 40;
const MANY = 8;
/** Members shown of one that is opened. */
const MOST_MEMBERS = 60;

/**
 * The coalitions that live at the moment shown, largest first. A name brings its coalition forward everywhere; the arrow before
 * it opens it to its members. While a row is pointed at or reached by keyboard, all stay where they are.
 */
export function LivingList(props: {
  readonly town: TownState;
  readonly cast: Cast;
  readonly lives: readonly Lifeline[];
  readonly theme: Theme;
  readonly focus: string;
  readonly selected: readonly string[];
  readonly onFocus: (key: string) => void;
  readonly choose: (id: string, more: boolean) => void;
}) {
  const { town, cast, lives, theme, focus, selected, onFocus, choose } = props;
  const query = useSignal("");
  const opened = useSignal<readonly string[]>([]);
  const count = useSignal(FIRST);
  const pointed = useSignal(false);
  const reached = useSignal<string | undefined>(undefined);
  const order = useRef<readonly string[]>([]);

  const isHeld = pointed.value || reached.value !== undefined;
  order.current = orderOf(town, isHeld ? order.current : []);
  const says = searching(query.value);
  const found = order.current.filter((id) => {
    const coalition = town.coalitions.get(id);
    if (!coalition || query.value === "") return true;
    return says(coalition.name) || coalition.members.some((row) => says(town.citizens[row].name));
  });
  const shown = found.filter((id, i) => i < count.value || id === focus);
  const left = found.length - shown.length;
  const toggle = (id: string) => {
    const now = opened.peek();
    opened.value = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
  };
  const tabbable = shown.includes(reached.value ?? "") ? reached.value : shown.includes(focus) ? focus : shown[0];

  const keys = (event: KeyboardEvent) => {
    const list = event.currentTarget as HTMLElement;
    const names = [...list.querySelectorAll<HTMLElement>(".coalition .name")];
    const at = names.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const id = shown[at];
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: names.length - 1 }[event.key];
    if (to !== undefined) names[Math.max(0, Math.min(names.length - 1, to))].focus();
    else if (event.key === "ArrowRight" && !opened.peek().includes(id)) toggle(id);
    else if (event.key === "ArrowLeft" && opened.peek().includes(id)) toggle(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="living">
      <div class="heading">
        <h2>
          {town.coalitions.size} {town.coalitions.size === 1 ? "coalition" : "coalitions"}
        </h2>
        {(town.coalitions.size > MANY || query.value !== "") && (
          <input
            type="search"
            placeholder="Find a name"
            aria-label="Find coalitions by their name or a member’s"
            value={query.value}
            onInput={(event) => (query.value = event.currentTarget.value)}
          />
        )}
      </div>
      {shown.length > 0 && (
        <p class="columns" aria-hidden="true">
          <span>members</span>
          <span>strength</span>
          <span>cohesion</span>
          <span>bridges</span>
          <span>since</span>
        </p>
      )}
      <ul
        onPointerEnter={() => (pointed.value = true)}
        onPointerLeave={() => (pointed.value = false)}
        onKeyDown={keys}
        onFocusIn={(event) => {
          reached.value = (event.target as HTMLElement).closest<HTMLElement>("[data-coalition]")?.dataset["coalition"];
        }}
        onFocusOut={() => (reached.value = undefined)}
      >
        {shown.map((id) => {
          const coalition = town.coalitions.get(id);
          return coalition ? (
            <Row
              key={id}
              coalition={coalition}
              bridges={coalition.members.filter((row) => cast.standings[row] === 2).length}
              theme={theme}
              focused={focus === id}
              dimmed={focus !== "" && focus !== id && town.coalitions.has(focus)}
              open={opened.value.includes(id)}
              tabbable={tabbable === id}
              onFocus={() => onFocus(id)}
              onToggle={() => toggle(id)}
            >
              {opened.value.includes(id) && (
                <Members
                  town={town}
                  cast={cast}
                  coalition={coalition}
                  theme={theme}
                  selected={selected}
                  choose={choose}
                />
              )}
            </Row>
          ) : (
            <li key={id} class="coalition gone">
              <span class="name">{lives.find((life) => life.coalition === id)?.name ?? "A coalition"} has ended</span>
            </li>
          );
        })}
      </ul>
      {left > 0 && (
        <button type="button" class="more" onClick={() => (count.value += MORE)}>
          and {left} smaller
        </button>
      )}
      {town.coalitions.size === 0 && <p class="nothing">No coalition lives at this moment.</p>}
      {town.coalitions.size > 0 && found.length === 0 && <p class="nothing">No coalition or member is called that.</p>}
    </div>
  );
}

/** Ids, largest coalitions first; those of `held` stay where they are, also when they have ended, and new ones come last. */
function orderOf(town: TownState, held: readonly string[]): readonly string[] {
  const known = new Set(held);
  const fresh = [...town.coalitions.values()].filter(({ id }) => !known.has(id));
  fresh.sort((a, b) => b.members.length - a.members.length);
  return [...held, ...fresh.map(({ id }) => id)];
}

function Row(props: {
  readonly coalition: Coalition;
  readonly bridges: number;
  readonly theme: Theme;
  readonly focused: boolean;
  readonly dimmed: boolean;
  readonly open: boolean;
  readonly tabbable: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  readonly children: preact.ComponentChildren;
}) {
  const { coalition, bridges, theme, focused, dimmed, open, tabbable, onFocus, onToggle, children } = props;
  const { id, name, colour, members, strength, cohesion, since } = coalition;
  const mark = coalitionMark(colour);
  return (
    <li class="coalition" data-coalition={id} data-dimmed={dimmed || undefined}>
      <div class="facts">
        <button
          type="button"
          class="open"
          aria-expanded={open}
          aria-label={`Members of ${name}`}
          tabIndex={tabbable ? 0 : -1}
          onClick={onToggle}
        >
          <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
            <path d="M2 1l4 3l-4 3" />
          </svg>
        </button>
        <button
          type="button"
          class="name"
          aria-pressed={focused}
          tabIndex={tabbable ? 0 : -1}
          title={focused ? "Let everyone back" : `Bring ${name} forward`}
          onClick={onFocus}
        >
          <MarkGlyph mark={mark} theme={theme} />
          <span>{name}</span>
        </button>
        <span class="number" data-fact="members">
          {members.length}
          <span class="unit"> members</span>
        </span>
        <span
          class="measure"
          data-fact="strength"
          title={`Strength ${strength.toFixed(2)}: how much its members keep to each other`}
        >
          <span class="label" aria-hidden="true">
            strength
          </span>
          <Bar value={strength} colour={mark.fill[theme]} label={`strength ${strength.toFixed(2)}`} />
          <span class="figure" aria-hidden="true">
            {strength.toFixed(2)}
          </span>
        </span>
        <span class="measure" data-fact="cohesion" title={`Cohesion ${cohesion.toFixed(2)}: how alike its members are`}>
          <span class="label" aria-hidden="true">
            cohesion
          </span>
          <Bar value={cohesion} colour={mark.fill[theme]} label={`cohesion ${cohesion.toFixed(2)}`} />
          <span class="figure" aria-hidden="true">
            {cohesion.toFixed(2)}
          </span>
        </span>
        <span class="number" data-fact="bridges">
          {brief(bridges)}
          <span class="unit"> {bridges === 1 ? "bridge" : "bridges"}</span>
        </span>
        <span class="number" data-fact="since">
          <span class="unit">since </span>day {since}
        </span>
      </div>
      {children}
    </li>
  );
}

function Members(props: {
  readonly town: TownState;
  readonly cast: Cast;
  readonly coalition: Coalition;
  readonly theme: Theme;
  readonly selected: readonly string[];
  readonly choose: (id: string, more: boolean) => void;
}) {
  const { cast, coalition, theme, selected, choose } = props;
  const shown = coalition.members.slice(0, MOST_MEMBERS);
  return (
    <ul class="members" aria-label={`Members of ${coalition.name}`}>
      {shown.map((row) => {
        const { id, name, mark, kind } = cast.member(row);
        return (
          <li key={id}>
            <Chip
              name={name}
              {...(kind === "bridge" && { mark })}
              theme={theme}
              pressed={selected.includes(id)}
              onPress={() => choose(id, false)}
            />
          </li>
        );
      })}
      {coalition.members.length > shown.length && (
        <li class="note">and {coalition.members.length - shown.length} more</li>
      )}
    </ul>
  );
}
