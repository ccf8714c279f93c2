/** The wall clock, handed in, so that tests need not wait. The model never sees it: it only paces. */
export interface Clock {
  /** Milliseconds from any fixed moment; never goes back. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. 0 lets all other work go first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
