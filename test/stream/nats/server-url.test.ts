import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { natsServers } from "../../../src/stream/nats/server-url.ts";

describe("natsServers", () => {
  it.each([
    ["nats://127.0.0.1:4223", { host: "127.0.0.1", port: 4223, address: "127.0.0.1:4223" }],
    ["NATS.example.org", { host: "nats.example.org", port: 4222, address: "nats.example.org:4222" }],
    ["nats://a:80/", { host: "a", port: 80, address: "a:80" }],
    ["tls://[::1]:7", { host: "::1", port: 7, address: "[::1]:7" }],
    ["nats://[::1]", { host: "::1", port: 4222, address: "[::1]:4222" }],
  ])("reads %s", (url, server) => {
    expect(natsServers([url])).toEqual({ servers: [server], tls: url.startsWith("tls") });
  });

  it("one tls:// among them has all encrypted", () => {
    expect(natsServers(["a", "tls://b"]).tls).toBe(true);
  });

  it("takes who signs in from the URLs, if they agree", () => {
    expect(natsServers(["nats://hush@a"])).toMatchObject({ token: "hush" });
    expect(natsServers(["nats://u:p@a", "b", "nats://u:p@c"])).toMatchObject({ user: "u", password: "p" });
    expect(() => natsServers(["nats://u:hush@a", "nats://v:hush@a"])).toThrow(/with different users/);
  });

  it.each([[[]], [[""]], [["nats://"]], [["a b"]], [["http://a"]], [["nats://a:port"]], [["nats://%zz:p@a"]]])(
    "refuses %j",
    (urls) => {
      expect(() => natsServers(urls)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    },
  );

  it("any user and password come through their percent-encoding", () => {
    const secret = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(secret, secret, (user, password) => {
        const url = `nats://${encodeURIComponent(user)}:${encodeURIComponent(password)}@a`;
        expect(natsServers([url])).toMatchObject({ user, password, servers: [{ address: "a:4222" }] });
      }),
    );
  });
});
