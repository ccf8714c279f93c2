import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { intoSink } from "../../src/cli/sink.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { cleanUp, temporary } from "../stream/temporary.ts";

const unfinished = new Set<string>();
const io: Partial<CliIo> = { unfinished };

const writing = (path: string) => intoSink(path, io as CliIo, (sink) => sink.write("new"));

describe("intoSink", () => {
  afterEach(cleanUp);

  it("writes through a symbolic link and leaves it one", async () => {
    const link = temporary("link");
    const target = temporary("target");
    symlinkSync(target, link);
    await writing(link);
    expect(readFileSync(target, "utf8")).toBe("new");
    writeFileSync(target, "old");
    await writing(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe("new");
  });

  it("follows a link's relative way from where the link is, and refuses a circle", async () => {
    const link = temporary("link");
    symlinkSync("beside", link);
    await writing(link);
    expect(readlinkSync(link)).toBe("beside");
    expect(readFileSync(join(dirname(link), "beside"), "utf8")).toBe("new");
    const circle = temporary("circle");
    symlinkSync("circle", circle);
    await expect(writing(circle)).rejects.toThrow(`can't write ${circle}: its symbolic links lead in a circle`);
  });

  it("keeps the mode of the file that it replaces", async () => {
    const path = temporary("secret");
    writeFileSync(path, "old");
    for (const mode of [0o600, 0o666, 0o755]) {
      chmodSync(path, mode);
      await writing(path);
      expect(statSync(path).mode & 0o777).toBe(mode);
    }
  });

  it("refuses a file without a name", async () => {
    await expect(writing("")).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining('""') });
  });

  it("says what is unfinished while it is, whether it ends well or not", async () => {
    const path = temporary("a");
    const fill = async (error?: Error) => {
      expect([...unfinished].map((file) => existsSync(file))).toEqual([true]);
      if (error) throw error;
    };
    await intoSink(path, io as CliIo, () => fill());
    expect(unfinished.size).toBe(0);
    await expect(intoSink(path, io as CliIo, () => fill(new Error("no")))).rejects.toThrow("no");
    expect(unfinished.size).toBe(0);
    expect(readdirSync(dirname(path))).toEqual(["a"]);
  });
});
