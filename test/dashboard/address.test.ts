import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINKED, readAddress, tokenIn, writeAddress } from "../../src/dashboard/address.ts";

describe("the page's address", () => {
  it("is plain when nothing special is shown", () => {
    expect(writeAddress({ town: "", at: undefined, traits: {} })).toBe("");
    expect(writeAddress({ town: "", at: undefined, traits: LINKED })).toBe("");
  });

  it("carries the token in the part that no server sees", () => {
    expect(tokenIn("#token=a%2Bb")).toBe("a+b");
    expect([tokenIn(""), tokenIn("#"), tokenIn("#tokens=x")]).toEqual([undefined, undefined, undefined]);
  });

  it("names the town, the moment and what was chosen, readably", () => {
    expect(
      writeAddress({
        town: "smallville",
        at: 1287,
        traits: { projection: "pca", selected: ["alice", "bob"], theme: "dark" },
      }),
    ).toBe("?town=smallville&selected=alice,bob&theme=dark&at=1287");
  });

  it("passes over what it does not know and what is no moment", () => {
    expect(readAddress("?x=1&at=-4&town=a")).toEqual({ town: "a", at: undefined, traits: {} });
    expect(readAddress("?at=1e3").at).toBeUndefined();
    expect(readAddress("?why=soon&lod=-1").traits).toEqual({});
  });

  it("reads what it wrote, whatever people typed", () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/);
    const traits = fc.record({
      selected: fc.array(id, { minLength: 1 }),
      query: fc.string({ minLength: 1 }),
      focus: fc.string({ minLength: 1 }),
      trails: fc.constant(true),
      why: fc.integer({ min: 1, max: 1e12 }),
    });
    fc.assert(
      fc.property(id, fc.option(fc.nat(), { nil: undefined }), traits, (town, at, traits) => {
        expect(readAddress(writeAddress({ town, at, traits }))).toEqual({ town, at, traits });
      }),
    );
  });
});
