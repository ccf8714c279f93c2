import {
  AsyncByteQueue,
  Bool,
  Field,
  Float64,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
  type DataType,
} from "apache-arrow";
import type { Column, Table } from "../wire/table/table.ts";

/**
 * A table as an Arrow IPC stream, which polars, pandas, DuckDB and pyarrow read without parsing: its bytes, batch by batch of
 * `rows`. At most one batch is in memory. About 1 µs a cell.
 * @param metadata of the schema: what the whole table is of
 */
export function* arrow<Row>(
  table: Table<Row>,
  rows: Iterable<Row>,
  metadata: Readonly<Record<string, string>> = {},
): Generator<Uint8Array, void> {
  const columns = Object.values(table);
  const fields = Object.entries(table).map(([name, { holds }]) => new Field(name, TYPES[holds], true));
  const schema = new Schema(fields, new Map(Object.entries(metadata)));
  const outlet = new Outlet();
  const writer = new RecordBatchStreamWriter().reset(outlet, schema);
  for (const batch of batchesOf(rows)) {
    const children = columns.map((column) => vectorFromArray(cells(column, batch), TYPES[column.holds]).data[0]);
    const length = batch.length;
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children })));
    yield outlet.take();
  }
  writer.finish();
  yield outlet.take();
}

/** Rows of a batch. */
const BATCH = 10_000;

function* batchesOf<Row>(rows: Iterable<Row>): Generator<readonly Row[], void> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const TYPES: Readonly<Record<Column<never>["holds"], DataType>> = {
  text: new Utf8(),
  whole: new Int64(),
  real: new Float64(),
  flag: new Bool(),
  instant: new TimestampMillisecond("UTC"),
  texts: new List(new Field("item", new Utf8(), true)),
  wholes: new List(new Field("item", new Int64(), true)),
};

/** A column's cells in the form that its Arrow type takes. */
function cells<Row>(column: Column<Row>, rows: readonly Row[]): unknown[] {
  const given = rows.map<unknown>((row) => column.of(row));
  if (column.holds === "whole") return given.map((cell) => (cell === null ? null : BigInt(cell as number)));
  if (column.holds === "wholes") return given.map((cell) => (cell as readonly number[] | null)?.map(BigInt) ?? null);
  return given;
}

/** Holds what the writer has made until it is taken. */
class Outlet extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  take(): Uint8Array {
    const pieces = this.#pieces;
    this.#pieces = [];
    return Buffer.concat(pieces);
  }
}
