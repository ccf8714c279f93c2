import { describe, expect, it } from "vitest";
import { Observer } from "../../src/observer/observer.ts";
import { Watch } from "../../src/terminal/watch.ts";
import { FakeTown, until } from "../observer/fake-town.ts";
import { HeldTimers } from "../observer/held-timers.ts";
import { recorded } from "./recorded.ts";

const SIZE = { columns: 100, rows: 40 };
const WISH = { panel: "citizens", lod: 1, theme: "dark", projection: "pca" } as const;

/** A viewer of a run, their keys, and what they see. */
async function viewer() {
  const timers = new HeldTimers();
  const observer = await recorded(14, undefined, timers);
  let told = 0;
  const watching = new Watch(observer, { ...WISH, timers }, () => told++);
  const press = (...keys: readonly string[]) => keys.map((key) => watching.key(key)).at(-1);
  const see = () => watching.frame(SIZE, Infinity).text;
  see();
  return { observer, timers, watching, press, see, told: () => told };
}

/** A viewer of a server's town. */
function liveViewer() {
  const timers = new HeldTimers();
  const town = new FakeTown();
  const observer = new Observer({ url: "http://host", town: "smallville", fetch: town.fetch, timers });
  let told = 0;
  const watching = new Watch(observer, { ...WISH, timers }, () => told++);
  const see = () => watching.frame(SIZE, Infinity).text;
  return { timers, town, observer, watching, see, told: () => told };
}

describe("watching a run in a terminal", () => {
  it("plays from the beginning at a space, and stops at the next", async () => {
    const { observer, timers, press, see } = await viewer();
    expect(see()).toContain("979 of 979 events");
    press(" ");
    timers.advance(2_000);
    expect(see()).toContain("▶ 1×");
    const { seq } = observer.view.value!;
    expect(seq).toBeGreaterThan(0);
    expect(seq).toBeLessThan(100);
    press(" ");
    timers.advance(2_000);
    expect(observer.view.value!.seq).toBe(seq);
    expect(see()).not.toContain("▶ 1×");
  });

  it("plays faster and slower, among the paces that the page offers", async () => {
    const { observer, press, see } = await viewer();
    press(">", ">", ">");
    expect(observer.player.speed.value).toBe(8);
    expect(see()).toContain(" 8×  979 of 979 events");
    press("<", "<", "<", "<", "<", "<", "<", "<", "<");
    expect(observer.player.speed.value).toBe(0.25);
  });

  it("goes through time as the page does", async () => {
    const { observer, press, see } = await viewer();
    const at = () => observer.view.value!.seq;
    press("ArrowLeft");
    expect(at()).toBe(978);
    press("D");
    expect(see()).toContain("Day 14 Morning");
    press("D", "D", "d");
    expect(see()).toContain("Day 13 Morning");
    press("C");
    const change = at();
    expect(change).toBeLessThan(978);
    press("P");
    expect(at()).toBeLessThan(change);
    press("g");
    expect(at()).toBe(979);
  });

  it("walks from citizen to citizen, selects them and tells more of them", async () => {
    const { watching, press, see } = await viewer();
    const cards = () => see().match(/(?<=│ [▀-▟]{2} )\S+/g);
    expect(cards()!.slice(0, 3)).toEqual(["Alice", "Bob", "Clara"]);
    press("j", "j", "ArrowUp", "+", "+", "+");
    expect(cards()).toEqual(["Bob"]);
    expect(see()).toContain("warmth");
    press("PageDown");
    expect(cards()).toEqual(["Clara"]);
    press("-", "-", "-", "-", "-");
    expect(cards()!.length).toBeGreaterThan(10);
    press("Enter");
    const { letters, styles } = watching.frame(SIZE, Infinity);
    expect(styles[letters.join("").lastIndexOf("Bob ○")].underline).toBe(true);
  });

  it("finds a citizen while the name is typed", async () => {
    const { watching, press, see } = await viewer();
    press("+");
    press("/", "W", "r", "x");
    expect(see()).toMatch(/find: Wrx {2}Nobody here is called Wrx\./);
    press("Backspace", "e");
    expect(see()).toContain("find: Wre");
    // Keys are letters now: nobody leaves by a name with a q.
    expect(watching.key("q")).toBe(false);
    press("Backspace", "Enter");
    expect(see()).not.toContain("find:");
    const [card] = see()
      .split("\n")
      .filter((line) => line.includes("│") && line.includes("Wren A"));
    expect(card).toBeDefined();
  });

  it("focuses on a coalition, for which the others stand back, until that is taken away", async () => {
    const { watching, press } = await viewer();
    press("2", "j", "Enter");
    const styleOf = (name: string) => {
      const { letters, styles } = watching.frame(SIZE, Infinity);
      return styles[letters.join("").lastIndexOf(name)];
    };
    expect(styleOf("Fern Circle 3").underline).toBe(true);
    expect(styleOf("Dawn Ladder 10").fg).toBe("#868b94");
    press("Escape");
    expect(styleOf("Dawn Ladder 10").fg).toBe("#eceae5");
  });

  it("shows the moment of an event that is chosen in the activity", async () => {
    const { observer, press } = await viewer();
    press("5", "j", "j", "j", "Enter");
    expect(observer.view.value!.seq).toBe(976);
  });

  it("goes round the panels by tab, and tells the theme and help by their keys", async () => {
    const { watching, press, see } = await viewer();
    press("Tab", "Tab");
    expect(see()).toContain("+0.90 Clara");
    press("BackTab", "BackTab", "BackTab");
    expect(see()).toContain("5 Activity");
    press("t");
    expect(watching.theme).toBe("light");
    press("?");
    expect(see()).toContain("pause the town, or let it go on");
    // Whatever is pressed then, it is to go on.
    press("d");
    expect(see()).not.toContain("pause the town, or let it go on");
    expect(press("q")).toBe(true);
  });

  it("moves on by itself only while what is shown is on its way", async () => {
    const { observer, watching, press } = await viewer();
    expect(watching.moving).toBe(false);
    observer.seek(500);
    watching.frame(SIZE, 16);
    expect(watching.moving).toBe(true);
    press("?");
    watching.frame(SIZE, 16);
    expect(watching.moving).toBe(false);
    press("?");
    for (let ms = 0; ms < 3_000; ms += 50) watching.frame(SIZE, 50);
    expect(watching.moving).toBe(false);
  });

  it("tells that there is another frame, and is silent once it is closed", async () => {
    const { observer, timers, watching, told } = await viewer();
    const before = told();
    observer.seek(500);
    expect(told()).toBeGreaterThan(before);
    watching.close();
    const last = told();
    observer.goLive();
    timers.advance(10_000);
    expect(told()).toBe(last);
    observer.close();
  });
});

describe("watching a server's town in a terminal", () => {
  it("says that it asks for it, shows it, and follows what happens", async () => {
    const { town, observer, see, told } = liveViewer();
    expect(see()).toContain("Asking the server for the town.");
    observer.connect();
    await until(() => observer.view.value !== undefined);
    expect(see()).toContain("0 of 0 events");
    expect(see()).toContain("● live");
    const before = told();
    town.go(12);
    await until(() => observer.head.value === 12);
    expect(told()).toBeGreaterThan(before);
    expect(see()).toContain("12 of 12 events");
    observer.close();
  });

  it("pauses, steps and paces the town at the newest moment", async () => {
    const { town, observer, watching } = liveViewer();
    observer.connect();
    await until(() => observer.view.value !== undefined);
    watching.key(" ");
    watching.key(".");
    watching.key(">");
    const commands = () => town.requests.filter(({ path }) => path === "/control").map(({ body }) => body);
    await until(() => commands().length === 3);
    expect(commands()).toEqual([{ action: "pause" }, { action: "step", by: "event" }, { action: "speed", speed: 2 }]);
    observer.close();
  });

  it("says what can't be done until a key is pressed", async () => {
    const { town, observer, watching, see } = liveViewer();
    town.kind = "external";
    observer.connect();
    await until(() => observer.view.value !== undefined);
    watching.key(" ");
    expect(see()).toContain("What happens in this town, its own program decides.");
    watching.key("j");
    expect(see()).not.toContain("its own program decides");
    observer.close();
  });

  it("says that the line broke and when it tries again, second by second", async () => {
    const { timers, town, observer, see } = liveViewer();
    timers.chance = 0.99;
    observer.connect();
    await until(() => observer.view.value !== undefined);
    town.breakDown();
    await until(() => observer.connection.value.kind === "reconnecting");
    expect(see()).toMatch(/▲ reconnecting (in \d s|now)/);
    expect(see()).toContain("The line to the town broke");
    observer.close();
  });
});
