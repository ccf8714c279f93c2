import { describe, expect, it } from "vitest";
import { chaos } from "./chaos.ts";

/** Another one by `CHAOS_SEED`; for longer than a minute there is `npm run chaos`. */
const seed = Number(process.env["CHAOS_SEED"] ?? 1);

describe("a minute of chaos", () => {
  it(`loses, doubles and reorders nothing (seed ${seed})`, { timeout: 150_000 }, async () => {
    const { text, violations } = await chaos({ seed, minutes: 1 });
    // oxlint-disable-next-line no-console -- how much went through it is a result
    console.log(text);
    expect(violations).toEqual([]);
  });
});
