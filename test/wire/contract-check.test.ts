import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TownError } from "../../src/sim/error.ts";
import { check, readQuery } from "../../src/wire/contract/check.ts";
import { flag, form, list, oneOf, or, real, several, text, whole, words } from "../../src/wire/contract/fields.ts";

const PERSON = form({
  name: words("A name.", "Alice", 5),
  age: whole("Years.", 0, 120),
  mood: oneOf(["good", "bad"], "A mood.").optional(),
  weights: list(real("A weight.", -1, 1), "Weights.").optional(),
  friend: form({ name: text("A name.") }).optional(),
});

function refusal(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid_input" });
    return (error as TownError).message;
  }
  return expect.fail("nothing was refused");
}

describe("a check", () => {
  it("of what is nested beyond reason still has an answer", () => {
    const name: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    expect(refusal(() => check(PERSON, { name, age: 7 }, "a person"))).toBe(
      "name must be text of 1 to 5 characters, got what is nested too deep to be shown",
    );
  });

  it("hands over what is right", () => {
    const alice = { name: "Alice", age: 7, weights: [0.5, -1] };
    expect(check(PERSON, alice, "a person")).toEqual(alice);
  });

  it.each([
    [{ name: "Alice", age: -1 }, "age must be a whole number from 0 to 120, got -1"],
    [{ name: "Alice", age: Infinity }, "age must be a whole number from 0 to 120, got Infinity"],
    [{ name: "Alice", age: "7" }, 'age must be a whole number from 0 to 120, got "7"'],
    [{ name: "Alice" }, "age must be a whole number from 0 to 120, got nothing"],
    [{ name: "", age: 7 }, 'name must be text of 1 to 5 characters, got ""'],
    [{ name: "Alice", age: 7, mood: "so so" }, 'mood must be good or bad, got "so so"'],
    [{ name: "Alice", age: 7, weights: [0, 2] }, "weights[1] must be a number from -1 to 1, got 2"],
    [{ name: "Alice", age: 7, weights: 2 }, "weights must be a list, got 2"],
    [{ name: "Alice", age: 7, friend: { name: 1 } }, "friend.name must be text, got 1"],
    [{ name: "Alice", age: 7, friend: { name: "Bob", age: 3 } }, 'unknown field "age" in friend; expected name'],
    [{ name: "Alice", age: 7, size: 3 }, 'unknown field "size" in a person; expected name, age, mood, weights, friend'],
    [["Alice"], 'a person must be a JSON object, got ["Alice"]'],
    [null, "a person must be a JSON object, got null"],
  ])("says what is wrong with %j", (value, words) => {
    expect(refusal(() => check(PERSON, value, "a person"))).toBe(words);
  });

  it("never shows the whole of something long", () => {
    expect(refusal(() => check(PERSON, { name: "x".repeat(10_000), age: 1 }, "a person")).length).toBeLessThan(200);
  });

  it("takes no field from the prototype, whatever it is called", () => {
    const value: unknown = JSON.parse('{"name":"Alice","age":7,"__proto__":{"mood":"bad"}}');
    expect(refusalOrResult(value)).not.toHaveProperty("mood");
  });

  it("of anything at all either hands it over or says in one line why not", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = refusalOrResult(value);
        if (typeof result === "string") expect(result).toMatch(/^[^\n]+ (must be .+, got .+|in .+; expected .+)$/s);
        else expect(result).toEqual(value);
      }),
    );
  });

  function refusalOrResult(value: unknown): unknown {
    try {
      return check(PERSON, value, "a person");
    } catch (error) {
      if (error instanceof TownError) return error.message;
      throw error;
    }
  }
});

describe("a query", () => {
  const SHAPE = {
    at: whole("When.").optional(),
    limit: whole("How many.", 1, 10).default(5),
    least: real("How strong.").optional(),
    living: flag("Whether.").optional(),
    operation: several("What.", "greet").optional(),
    text: text("Words.").optional(),
  };
  const read = (query: string) => readQuery(SHAPE, new URLSearchParams(query));

  it("is read from its text: numbers, flags and lists; what is not said has its default", () => {
    expect(read("at=7&least=-0.5&living=true&operation=greet,trade&text=7")).toEqual({
      at: 7,
      limit: 5,
      least: -0.5,
      living: true,
      operation: ["greet", "trade"],
      text: "7",
    });
    expect(read("")).toEqual({ limit: 5 });
  });

  it.each([
    ["at=-1", 'at must be a whole number from 0, got "-1"'],
    ["at=", 'at must be a whole number from 0, got ""'],
    ["at=1e3", 'at must be a whole number from 0, got "1e3"'],
    ["at=0x10", 'at must be a whole number from 0, got "0x10"'],
    ["at=1.5", 'at must be a whole number from 0, got "1.5"'],
    ["at=99999999999999999999", 'at must be a whole number from 0, got "99999999999999999999"'],
    ["limit=11", 'limit must be a whole number from 1 to 10, got "11"'],
    ["least=NaN", 'least must be a number, got "NaN"'],
    ["living=1", 'living must be true or false, got "1"'],
    ["operation=greet,,trade", 'operation[1] must be one or more words with commas between them, got "greet,,trade"'],
    ["at=1&at=1", "at must be given once, got it twice"],
    ["until=3", 'unknown query parameter "until"; expected at, limit, least, living, operation, text'],
    ["__proto__=3", 'unknown query parameter "__proto__"; expected at, limit, least, living, operation, text'],
  ])("%s is refused in words", (query, words) => {
    expect(refusal(() => read(query))).toBe(words);
  });

  it("that takes nothing says so", () => {
    expect(refusal(() => readQuery({}, [["a", "b"]]))).toBe('unknown query parameter "a"; this takes none');
  });

  it("written from any values is read as these", () => {
    const number = fc.integer({ min: 0, max: 10 ** 12 });
    const values = fc.record(
      { at: number, limit: fc.integer({ min: 1, max: 10 }), living: fc.boolean(), text: fc.string() },
      { requiredKeys: ["limit"] },
    );
    fc.assert(
      fc.property(values, (said) => {
        const query = new URLSearchParams(Object.entries(said).map(([name, value]) => [name, String(value)]));
        expect(readQuery(SHAPE, query)).toEqual(said);
      }),
    );
  });
});

it("words are joined as people join them", () => {
  expect([or([]), or(["a"]), or(["a", "b"]), or(["a", "b", "c"])]).toEqual(["", "a", "a or b", "a, b or c"]);
});

it("numbers of the contract are finite", () => {
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    expect(real("A number.").safeParse(value).success).toBe(false);
    expect(z.object({ n: whole("A number.") }).safeParse({ n: value }).success).toBe(false);
  }
});
