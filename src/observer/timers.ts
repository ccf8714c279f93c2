/** Time and chance, handed in so that a test can hold them. */
export type Timers = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `action` once, `ms` milliseconds from now, unless the returned function is called before. */
  after(ms: number, action: () => void): () => void;
  /** Even in [0, 1). */
  random(): number;
};

export const systemTimers: Timers = {
  now: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
