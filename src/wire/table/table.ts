/**
 * A table by its columns, in their order: whoever writes one, as Arrow or as CSV, asks the same columns, so that two forms of a
 * table can't disagree. What a cell lacks is null.
 */
export type Table<Row> = Readonly<Record<string, Column<Row>>>;

export type Column<Row> = { [Kind in keyof Cells]: ColumnOf<Row, Kind> }[keyof Cells];

type ColumnOf<Row, Kind extends keyof Cells> = {
  readonly holds: Kind;
  /** For people: what it says, with its unit. */
  readonly says: string;
  readonly of: (row: Row) => Cells[Kind] | null;
};

/** What a column may hold, and as what its cells are given. */
type Cells = {
  readonly text: string;
  readonly whole: number;
  readonly real: number;
  readonly flag: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly instant: number;
  readonly texts: readonly string[];
  readonly wholes: readonly number[];
};

/** A column's value, said as `text("Their name.", ({ name }) => name)`. */
function column<Kind extends keyof Cells>(holds: Kind) {
  return <Row>(says: string, of: (row: Row) => Cells[Kind] | null): ColumnOf<Row, Kind> => ({ holds, says, of });
}

export const text = column("text");
export const whole = column("whole");
export const real = column("real");
export const flag = column("flag");
export const instant = column("instant");
export const texts = column("texts");
export const wholes = column("wholes");

/** The columns as a list in Markdown. */
export function columnsInWords(table: Table<never>): string {
  return Object.entries(table)
    .map(([name, { holds, says }]) => `- \`${name}\` (${HOLDING[holds]}): ${says}`)
    .join("\n");
}

const HOLDING: Readonly<Record<keyof Cells, string>> = {
  text: "utf8",
  whole: "int64",
  real: "float64",
  flag: "bool",
  instant: "timestamp, ms, UTC",
  texts: "list of utf8",
  wholes: "list of int64",
};
