import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { Door, isLoopback, reachableByOthers, type DoorOptions } from "../../src/server/door.ts";
import type { Access } from "../../src/wire/contract/route.ts";

function request(method: string, url: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message, { method, url, headers: { host: "localhost:4321", ...headers } });
  return message;
}

const TOKENS = { host: "127.0.0.1", token: "command-token", observeToken: "observe-token" };

/** Who comes in, of all who may come. */
function admitted(options: DoorOptions, access: Access): string[] {
  const door = new Door(options);
  const visitors: Readonly<Record<string, IncomingMessage>> = {
    nobody: request("GET", "/"),
    commander: request("GET", "/", { authorization: "Bearer command-token" }),
    observer: request("GET", "/", { authorization: "bearer  observe-token " }),
    stranger: request("GET", "/", { authorization: "Bearer command-tokem" }),
    basic: request("GET", "/", { authorization: "Basic command-token" }),
    "observer by address": request("GET", "/?a=b&access_token=observe-token"),
    "observer by address, posting": request("POST", "/?access_token=observe-token"),
    "commander by address": request("GET", "/?access_token=command-token"),
  };
  return Object.keys(visitors).filter((name) => {
    try {
      door.admit(visitors[name], access);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "unauthorized" });
      expect(String(error)).not.toMatch(/(command|observe)-toke[nm]/);
      return false;
    }
  });
}

describe("the door", () => {
  it("lets everyone in where there is no token", () => {
    for (const access of ["open", "observe", "operate", "command"] as const) {
      expect(admitted({ host: "127.0.0.1" }, access)).toHaveLength(8);
    }
  });

  it("with a token for commands, lets everyone watch and its bearer command", () => {
    const options = { host: "127.0.0.1", token: "command-token" };
    expect(admitted(options, "observe")).toHaveLength(8);
    expect(admitted(options, "command")).toEqual(["commander"]);
    expect(admitted(options, "operate")).toEqual(["commander"]);
  });

  it("with both tokens, each opens what it is for; the one in an address only lets watch", () => {
    expect(admitted(TOKENS, "open")).toHaveLength(8);
    expect(admitted(TOKENS, "observe")).toEqual(["commander", "observer", "observer by address"]);
    expect(admitted(TOKENS, "operate")).toEqual(["commander", "observer"]);
    expect(admitted(TOKENS, "command")).toEqual(["commander"]);
  });

  it.each([
    [{ host: "0.0.0.0" }, "host 0.0.0.0 is reachable by others, who could command the town: a token is needed"],
    [{ host: "127.0.0.1", allowHosts: ["town.example"] }, "through a proxy, as town.example, this server is reachable"],
    [{ host: "127.0.0.1", observeToken: "o" }, "a token to observe says that this server is reachable by others"],
  ])("does not open to others without a token: %j", (options, words) => {
    expect(() => new Door(options)).toThrow(words);
    expect(() => new Door({ ...options, token: "" })).toThrow(words);
    expect(reachableByOthers(options)).toBeDefined();
    expect(() => new Door({ ...options, token: "t" })).not.toThrow();
  });

  it("one token can't be both: whoever may watch could command", () => {
    expect(() => new Door({ host: "::1", token: "t", observeToken: "t" })).toThrow("must be another");
  });

  it.each([
    ["127.0.0.1", ["localhost", "localhost:80", "LOCALHOST:4321", "127.8.9.1", "[::1]:4321", "localhost."]],
    ["0.0.0.0", ["anything.example", "10.0.0.7:4321", "localhost"]],
  ])("bound to %s, answers to %j", (host, names) => {
    const door = new Door({ host, token: "t" });
    for (const name of names) receive(door, request("GET", "/", { host: name }));
  });

  it("is probed by address where it is bound to one that others reach", () => {
    const door = new Door({ host: "0.0.0.0", token: "t", allowHosts: ["town.example"] });
    for (const host of ["10.0.0.7:4321", "[fd00::7]:4321", "10.0.0.7"]) receive(door, request("GET", "/", { host }));
    const inside = new Door({ host: "127.0.0.1" });
    expect(() => receive(inside, request("GET", "/", { host: "10.0.0.7:4321" }))).toThrow("this server answers to");
  });

  it.each(["town.example", "TOWN.example:443", "127.0.0.1:80"])("behind a proxy, answers to %s", (host) => {
    receive(new Door({ host: "127.0.0.1", token: "t", allowHosts: ["Town.Example"] }), request("GET", "/", { host }));
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example:80",
    "::1.evil",
    "town.example.evil",
  ])("does not answer to %j", (host) => {
    const asked = request("GET", "/");
    if (host === undefined) delete asked.headers.host;
    else asked.headers.host = host;
    const refusal = /this server answers to 127\.0\.0\.1, localhost.*--allow-host adds a name/;
    expect(() => receive(new Door({ host: "127.0.0.1" }), asked)).toThrow(refusal);
    const behindProxy = new Door({ host: "0.0.0.0", token: "t", allowHosts: ["town.example"] });
    expect(() => receive(behindProxy, asked)).toThrow("town.example");
  });

  it.each(["http://localhost:4321", undefined])("lets this server's own page (%s) and programs command", (origin) => {
    receive(new Door({ host: "127.0.0.1" }), request("POST", "/", origin === undefined ? {} : { origin }));
  });

  it("lets the page of the name that the proxy has command, whatever name the proxy asks by", () => {
    const door = new Door({ host: "127.0.0.1", token: "t", allowHosts: ["town.example"] });
    receive(door, request("POST", "/", { origin: "https://town.example" }));
    receive(door, request("POST", "/", { origin: "https://town.example", host: "town.example" }));
  });

  it.each(["http://town.example:1", "https://town.example:4321", "ftp://town.example", "https://town.example.:443"])(
    "does not take a page of %s for that of the name that the proxy has",
    (origin) => {
      const door = new Door({ host: "127.0.0.1", token: "t", allowHosts: ["town.example"] });
      for (const host of ["town.example", "town.example:443", "127.0.0.1", "127.0.0.1:8443"]) {
        expect(() => receive(door, request("POST", "/", { origin, host }))).toThrow("may not command here");
      }
    },
  );

  it("knows a proxy on a port of its own by the Host header", () => {
    const door = new Door({ host: "127.0.0.1", token: "t", allowHosts: ["town.example", "inside.example"] });
    for (const host of ["town.example:8443", "inside.example:8443"]) {
      receive(door, request("POST", "/", { origin: "https://town.example:8443", host }));
    }
  });

  it.each([
    "null",
    "https://evil.example",
    "http://localhost:3000",
    "http://127.0.0.1:4321",
    "file://",
    "http://localhost:4321.evil.example",
    "what?",
  ])("lets no page of %s command, also not with the token, also not where it may read", (origin) => {
    for (const cors of [[], ["*"], [origin]]) {
      const door = new Door({ ...TOKENS, cors });
      for (const method of ["POST", "DELETE", "PUT", "PATCH"]) {
        const asked = request(method, "/", { origin, authorization: "Bearer command-token" });
        expect(() => receive(door, asked)).toThrow("may not command here");
      }
      receive(door, request("GET", "/", { origin }));
    }
  });

  it.each(["localhost", "127.0.0.1", "127.255.0.3", "::1", "[::1]"])("knows %s as this machine", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "127.0.0.1.example", "128.0.0.1", "localhost.example", ""])(
    "knows %s as another",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

function receive(door: Door, asked: IncomingMessage): ServerResponse {
  const response = new ServerResponse(asked);
  door.receive(asked, response);
  return response;
}
