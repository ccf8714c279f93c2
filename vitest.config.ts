import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes a minute and more, by a part of its path. */
const LONG = [
  "/hosts/",
  "/faults-",
  "/chaos",
  "/resume.test",
  "/dashboard.test",
  "/scatter.test",
  "/page.test",
  "/states.test",
];

/** Long files begin first, so that no worker is left with one at the end: of a fresh clone, Vitest knows no durations. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((part) => moduleId.includes(part));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Two suites: `unit` needs nothing but Node; `browser` drives a real Chromium against the built page. */
export default defineConfig({
  test: {
    // Tests wait for servers nearly half of the time: as many workers as cores would leave as much of the machine idle.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // What our modules keep goes with who made it, so the next file may have them as they are: to load them anew took a sixth of the time.
    isolate: false,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/browser/**"],
          setupFiles: ["test/chance.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
