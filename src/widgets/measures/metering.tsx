import type { Signal } from "@preact/signals";
import type { View } from "../../observer/observer.ts";
import { brief } from "../../scene/brief.ts";
import { Bar } from "../kit/bar.tsx";
import { Sparkline } from "../kit/sparkline.tsx";
import type { Course } from "./course.ts";
import { Figure } from "./figure.tsx";
import { budgetWords, byCitizen, byOperation, newestTurns, type Share } from "./spending.ts";
import { chosen } from "../kit/chosen.ts";

const TURNS = 60;
const CITIZENS = 8;

/** What the town costs: against a budget, turn by turn, and by whom and what. @param props.width CSS px of the panel */
export function Metering(props: {
  readonly course: Course;
  readonly view: View;
  readonly width: number;
  readonly budget: Signal<number>;
  readonly selected: Signal<readonly string[]>;
}) {
  const { course, view, width, budget, selected } = props;
  const { town } = view;
  const total = town.totals.tokens;
  const turns = newestTurns(course.observer.events, view.seq, TURNS);
  const limit = budget.value > 0 ? { value: budget.value, name: `budget ${brief(budget.value)}` } : undefined;
  const words = budgetWords(budget.value, total, course.phases, course.over);
  const choose = (id: string, add: boolean) => {
    selected.value = chosen(selected.peek(), id, add);
  };
  return (
    <section class="metering" aria-label="Tokens">
      <div class="head">
        <h2>Tokens</h2>
        <span class="quiet">what the turns would cost if a language model spoke them, estimated</span>
      </div>
      <Figure course={course} measure="tokens_total" manner="sum" width={width} limit={limit} marked={false} />
      <div class="budget">
        <Budget budget={budget} />
        <p data-over={total >= budget.value || undefined}>{words}</p>
      </div>
      {turns.length > 1 && (
        <div class="turns">
          <h3>Newest {turns.length} turns</h3>
          <Sparkline values={turns} width={Math.min(240, width)} height={24} />
          <span class="quiet">
            {brief(Math.min(...turns))} to {brief(Math.max(...turns))} each
          </span>
        </div>
      )}
      <div class="shares">
        <div>
          <h3>By operation</h3>
          <ul data-by="operation">
            {byOperation(town).map(({ id, name, tokens, rank }, _, all) => (
              <li key={id} data-tokens={tokens}>
                <span class="rank">{rank}</span>
                <span class="who">{name}</span>
                <Part tokens={tokens} most={all[0].tokens} total={total} />
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>By citizen</h3>
          <Citizens
            shares={byCitizen(town, CITIZENS, selected.value)}
            {...{ total, selected: selected.value, choose }}
          />
        </div>
      </div>
    </section>
  );
}

function Citizens(props: {
  readonly shares: readonly Share[];
  readonly total: number;
  readonly selected: readonly string[];
  readonly choose: (id: string, add: boolean) => void;
}) {
  const { shares, total, selected, choose } = props;
  return (
    <ul data-by="citizen">
      {shares.map(({ id, name, tokens, rank }, i) => (
        <li key={id} data-tokens={tokens} data-gap={(i > 0 && rank > shares[i - 1].rank + 1) || undefined}>
          <button
            type="button"
            data-citizen={id}
            aria-pressed={selected.includes(id)}
            onClick={(event) => choose(id, event.shiftKey || event.ctrlKey || event.metaKey)}
          >
            <span class="rank">{rank}</span>
            <span class="who">{name}</span>
            <Part tokens={tokens} most={shares[0].tokens} total={total} chosen={selected.includes(id)} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Part(props: {
  readonly tokens: number;
  readonly most: number;
  readonly total: number;
  readonly chosen?: boolean;
}) {
  const { tokens, most, total, chosen } = props;
  return (
    <>
      <Bar value={tokens} most={most} tone={chosen ? "accent" : "ink"} />
      <span class="tokens">{brief(Math.round(tokens))}</span>
      <span class="share">
        {total > 0 ? `${((100 * tokens) / total).toFixed(total > 0 && tokens / total < 0.1 ? 1 : 0)} %` : "–"}
      </span>
    </>
  );
}

/** Edited where it stands: a number of tokens, nothing for no budget. */
function Budget({ budget }: { readonly budget: Signal<number> }) {
  return (
    <label>
      <span>Budget</span>
      <input
        type="text"
        inputMode="numeric"
        placeholder="none"
        aria-label="Budget in tokens; empty for none"
        value={budget.value > 0 ? budget.value.toLocaleString("en") : ""}
        onChange={(event) => {
          const given = readTokens(event.currentTarget.value);
          if (given !== undefined) budget.value = given;
          event.currentTarget.value = budget.peek() > 0 ? budget.peek().toLocaleString("en") : "";
        }}
      />
      <span class="quiet">tokens</span>
    </label>
  );
}

/** `100,000`, `100 000`, `100k`, `1.5M`; nothing is 0. Undefined: no number of tokens. */
export function readTokens(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/i.exec(text.replaceAll(/[\s,_]/g, ""));
  if (text.trim() === "") return 0;
  const value = Math.round(Number(match?.[1]) * { "": 1, k: 1e3, m: 1e6 }[match?.[2]?.toLowerCase() ?? ""]!);
  return match && Number.isSafeInteger(value) ? value : undefined;
}
