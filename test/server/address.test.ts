import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathOf } from "../../src/server/address.ts";

function read(url: string): string {
  return pathOf(Object.assign(new IncomingMessage(new Socket()), { url }));
}

/** Some of the bytes escaped, at random. */
function escape(name: string, which: readonly boolean[]): string {
  return Array.from(new TextEncoder().encode(name), (byte, i) => {
    const plain = String.fromCharCode(byte);
    return /[a-z0-9-]/.test(plain) && !which[i % which.length] ? plain : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

describe("the path of a request", () => {
  it.each([
    ["/v1/town/small%76ille/%65vents", "/v1/town/smallville/events"],
    ["/v1/town/smallville/events?from=%31#x", "/v1/town/smallville/events"],
    ["http://elsewhere.example/v1/town", "/v1/town"],
    ["/caf%C3%A9", "/café"],
    ["/a%2fb", "/a%2Fb"],
    ["/a%3Fb%23c%25d%5Ce%0A", "/a%3Fb%23c%25d%5Ce%0A"],
    ["/%2e%2e/a", "/a"],
    ["/%252e%252e/a", "/%252e%252e/a"],
  ])("%s is %s", (url, path) => expect(read(url)).toBe(path));

  it.each(["//", "/%ff", "/%", "/v1/town/%c3/events", "http://"])("%s is none", (url) => {
    expect(() => read(url)).toThrow("the request's address can't be read");
  });

  it("is the same however it is escaped, and each segment says its name when it is decoded again", () => {
    const name = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text !== "." && text !== "..");
    const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), escapes, (names, which) => {
        const path = read(`/${names.map((one) => escape(one, which)).join("/")}`);
        expect(path).toBe(read(`/${names.map((one) => escape(one, [true])).join("/")}`));
        expect(path.slice(1).split("/").map(decodeURIComponent)).toEqual(names);
      }),
    );
  });
});
