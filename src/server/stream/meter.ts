/** In what form a stream is told. */
export type StreamFormat = "sse" | "ndjson";

/**
 * Why a stream has ended. left: its reader went away. evicted: it took nothing for too long. finished: it was told all there is.
 * goodbye: the server ended it, and said so. failed: by an error of ours.
 */
export type StreamEnd = "left" | "evicted" | "finished" | "goodbye" | "failed";

/** Hears what the stream of a town does, to count it. Called for every write: it must be cheap. */
export type StreamMeter = {
  /** A viewer has taken so many bytes, and with the last of a write so many events. */
  delivered(events: number, bytes: number): void;
  /** A viewer that took nothing was cut off. */
  evicted(): void;
  /** A viewer could not go on where it wished, and was told so. */
  reset(): void;
  /** A viewer came for whom there was no seat. */
  overloaded(): void;
  opened(format: StreamFormat): void;
  closed(format: StreamFormat, reason: StreamEnd): void;
};

/** Counts nothing. */
export const unmetered: StreamMeter = {
  delivered() {},
  evicted() {},
  reset() {},
  overloaded() {},
  opened() {},
  closed() {},
};
