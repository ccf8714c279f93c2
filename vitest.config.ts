import { defineConfig } from "vitest/config";

/** Two suites: `unit` needs nothing but Node; `browser` drives a real Chromium against the built page. */
export default defineConfig({
  test: {
    // Many tests wait for servers most of the time: one worker fewer than there are cores would leave half the machine idle.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/browser/**"],
          setupFiles: ["test/chance.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
