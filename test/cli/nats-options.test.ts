import { tmpdir } from "node:os";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { byteSize } from "../../src/cli/byte-size.ts";
import type { CliIo } from "../../src/cli/io.ts";
import {
  natsOf,
  natsOptions,
  writerNatsOptions,
  type NatsCliOptions,
  type WriterNatsOptions,
} from "../../src/cli/nats-options.ts";
import type { NatsOptions } from "../../src/stream/nats/connection.ts";

const FILES: Readonly<Record<string, string>> = { "a.creds": "jwt", "ca.pem": "ca", "c.pem": "cert", "k.pem": "key" };

function parsed(args: readonly string[]): NatsCliOptions & WriterNatsOptions {
  const command = writerNatsOptions(natsOptions(new Command())).exitOverride();
  return command.parse(args, { from: "user" }).opts();
}

/** What a command line and an environment come to. */
async function nats(args: string, env: CliIo["env"] = {}): Promise<NatsOptions | undefined> {
  const readText = async (path: string) => FILES[path];
  return natsOf(parsed(args.split(" ").filter(Boolean)), { env, readText } as CliIo);
}

describe("natsOf", () => {
  it("is undefined when nobody says where NATS is", async () => {
    expect(await nats("")).toBeUndefined();
    expect(await nats("", { AGENT_TOWN_NATS: "", AGENT_TOWN_NATS_USER: "" })).toBeUndefined();
  });

  it.each<[string, string, CliIo["env"], NatsOptions]>([
    ["one server", "--nats nats://a:4222", {}, { servers: ["nats://a:4222"] }],
    ["several", "--nats a,tls://b:1 --nats [::1]:7", {}, { servers: ["a", "tls://b:1", "[::1]:7"] }],
    ["servers of the environment", "", { AGENT_TOWN_NATS: "a, b" }, { servers: ["a", "b"] }],
    ["the option before the environment", "--nats a", { AGENT_TOWN_NATS: "b" }, { servers: ["a"] }],
    ["a token", "--nats a --nats-token t", {}, { servers: ["a"], token: "t" }],
    ["credentials", "--nats a --nats-creds a.creds", {}, { servers: ["a"], credentials: "jwt" }],
    ["an authority", "--nats a --nats-ca ca.pem", {}, { servers: ["a"], tls: { ca: "ca" } }],
    [
      "a name, and its password from the environment",
      "--nats a --nats-user u",
      { AGENT_TOWN_NATS_PASSWORD: "p" },
      { servers: ["a"], user: "u", password: "p" },
    ],
    [
      "certificates of the environment",
      "--nats a",
      { AGENT_TOWN_NATS_CA: "ca.pem", AGENT_TOWN_NATS_CERT: "c.pem", AGENT_TOWN_NATS_KEY: "k.pem" },
      { servers: ["a"], tls: { ca: "ca", cert: "cert", key: "key" } },
    ],
    ["a password with a comma", "--nats nats://u:a,b@h,h2", {}, { servers: ["nats://u:a,b@h", "h2"] }],
  ])("takes %s", async (_, args, env, options) => {
    expect(await nats(args, env)).toEqual(options);
  });

  it.each<[string, CliIo["env"], RegExp]>([
    ["--nats a --nats-user u", {}, /^--nats-user needs --nats-password too$/],
    ["--nats a --nats-password hush", {}, /^--nats-password needs --nats-user too$/],
    ["--nats a --nats-cert c.pem", {}, /^--nats-cert needs --nats-key too$/],
    ["--nats a", { AGENT_TOWN_NATS_KEY: "k.pem" }, /^AGENT_TOWN_NATS_KEY needs --nats-cert too$/],
    ["--nats a --nats-creds a.creds --nats-token hush", {}, /one way only, got --nats-creds and --nats-token$/],
    ["--nats a --nats-creds a.creds", { AGENT_TOWN_NATS_USER: "u" }, /got --nats-creds and AGENT_TOWN_NATS_USER$/],
    ["--nats nats://hush@a --nats-token hush", {}, /got --nats-token and what the URL has before its @$/],
    ["--nats nats://u:hush@a,nats://u:hush2@b", {}, /signed in to alike/],
    ["--nats-token hush", {}, /^--nats-token says something about NATS.*add --nats <url>, or set AGENT_TOWN_NATS$/],
    ["", { AGENT_TOWN_NATS_PASSWORD: "hush" }, /^AGENT_TOWN_NATS_PASSWORD says something/],
    ["--resume smallville", {}, /^--resume says something/],
    ["--nats a --resume smallville --replace", {}, /^--resume goes on/],
    ["--nats http://u:hush@a:4222", {}, /must be a URL such as .*, got "http:\/\/...@a:4222"$/],
    ["--nats ws://a", {}, /got "ws:\/\/a"$/],
    ["--nats nats://u:h/ush@a", {}, /got "nats:\/\/...@a"$/],
    ["--nats nats://u:hu,sh,hu@a:x", {}, /got "nats:\/\/...@a:x"$/],
    ["--nats nats://a:4222/path", {}, /got "nats:\/\/a:4222\/path"$/],
    ["--nats nats://a:70000", {}, /got "nats:\/\/a:70000"$/],
    ["--nats a,,b", {}, /got ""$/],
    ["--nats=", {}, /got ""$/],
    ["--nats a --nats-token=", {}, /^--nats-token must not be empty/],
  ])("refuses %s %o", async (args, env, words) => {
    const refusal = await nats(args, env).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "invalid_input", message: expect.stringMatching(words) });
    expect((refusal as Error).message).not.toMatch(/hu?s|sh/);
  });
});

describe("writerNatsOptions", () => {
  it("says nothing of what NATS keeps already", () => {
    expect(parsed([])).toEqual({
      spill: tmpdir(),
      spillMax: 1_073_741_824,
    });
  });

  it("reads what is given", () => {
    const args =
      "--resume small-ville --replace --nats-replicas 3 --nats-max-bytes 512MiB --spill s --spill-max 1048576";
    expect(parsed(args.split(" "))).toEqual({
      resume: "small-ville",
      replace: true,
      natsReplicas: 3,
      natsMaxBytes: 536_870_912,
      spill: "s",
      spillMax: 1_048_576,
    });
  });

  it.each([
    ["--nats-replicas", "2", /must be 1, 3 or 5 .*got 2/],
    ["--resume", "Small Ville", /town's id.*got "Small Ville"/],
    ["--nats-max-bytes", "1GB", /such as 512MiB.* at least 1MiB, got 1GB/],
    ["--spill-max", "9", /at least 1MiB, got 9/],
  ])("refuses %s %s", (option, value, words) => {
    expect(() => parsed([option, value])).toThrow(words);
  });
});

describe("byteSize", () => {
  it("reads as many bytes as digits and unit say", () => {
    fc.assert(
      fc.property(fc.nat(4095), fc.constantFrom("", "KiB", "MiB", "GiB", "TiB"), (digits, unit) => {
        let bytes = digits;
        for (let i = 0; i < ["", "KiB", "MiB", "GiB", "TiB"].indexOf(unit); i++) bytes *= 1024;
        expect(byteSize("--size", 0)(`${digits}${unit}`)).toBe(bytes);
      }),
    );
  });

  it.each(["", "GiB", "-1", "1.5GiB", "1e3", "0x10", "9007199254740993", "8192TiB"])("refuses %o", (text) => {
    expect(() => byteSize("--size", 0)(text)).toThrow("--size must be a size");
  });
});
