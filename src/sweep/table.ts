import { GLOSSARY } from "../sim/measures.ts";
import { real, text, whole, type Column, type Table } from "../wire/table/table.ts";
import { FOLLOWED, type Measured } from "./measured.ts";
import type { Run } from "./question.ts";

/** What became of a run: what it measured, or why it could not be lived. */
export type Outcome = { readonly measured: Measured } | { readonly error: string };

type Row = { readonly run: Run; readonly outcome: Outcome };

/** A run a row; the columns of `params` come after the seed, by their names. */
export function sweepTable(params: readonly string[]): Table<Row> {
  return {
    run: whole("Its number, from 1: the first parameter changes slowest, the seed fastest.", ({ run }) => run.run),
    seed: whole("Its seed.", ({ run }) => run.seed),
    ...Object.fromEntries(
      params.map((name) => [name, real(`What --param ${name} was.`, ({ run }: Row) => run.params[name])]),
    ),
    days: whole("Days that were lived.", ({ run }) => run.days),
    events: whole(
      "Events in all.",
      of(({ events }) => events),
    ),
    ...Object.fromEntries(FOLLOWED.flatMap(followed)),
    tokens_total: real(
      GLOSSARY.tokens_total.definition,
      of(({ tokensTotal }) => tokensTotal),
    ),
    coalitions_formed: whole(
      "Coalitions that formed.",
      of(({ formed }) => formed),
    ),
    coalitions_dissolved: whole(
      "Coalitions that dissolved.",
      of(({ dissolved }) => dissolved),
    ),
    nights_several: real(
      "Share of the nights at whose end there were two coalitions or more.",
      of(({ severalNights }) => severalNights),
    ),
    nights_bridged: real(
      "Share of the nights at whose end there was a bridge.",
      of(({ bridgedNights }) => bridgedNights),
    ),
    digest: text(
      "Of the state after the last event: the same town has the same.",
      of(({ digest }) => digest),
    ),
    run_id: text("The run's id, also in the name of its log.", ({ run }) => run.runId),
    error: text("Why it could not be lived; of the others nothing.", ({ outcome }) =>
      "error" in outcome ? outcome.error : null,
    ),
  };
}

function followed(name: (typeof FOLLOWED)[number]): [string, Column<Row>][] {
  const { definition } = GLOSSARY[name];
  return [
    [
      name,
      real(
        `${definition} In the last phase.`,
        of(({ last }) => last[name]),
      ),
    ],
    [
      `${name}_mean`,
      real(
        `The same, mean over all phases.`,
        of(({ mean }) => mean[name]),
      ),
    ],
  ];
}

/** A cell of what was measured, if anything was. */
function of<T>(cell: (measured: Measured) => T) {
  return ({ outcome }: Row): T | null => ("measured" in outcome ? cell(outcome.measured) : null);
}
