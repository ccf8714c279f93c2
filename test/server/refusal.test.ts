import { expect, it } from "vitest";
import { refusal, TooMany } from "../../src/server/refusal.ts";
import { TownError } from "../../src/sim/error.ts";

it("says when to come again, also where another process said only that it was too much", () => {
  expect(refusal(new TooMany("too many", 2.1)).headers).toMatchObject({ "Retry-After": "3" });
  expect(refusal(new TownError("too_many", "too many")).headers).toMatchObject({ "Retry-After": "1" });
  expect(refusal(new TownError("conflict", "taken")).headers).not.toHaveProperty("Retry-After");
});
