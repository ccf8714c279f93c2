import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Observer, type ObserverOptions, type View } from "../../src/observer/observer.ts";
import type { OperationEvent, TownEvent } from "../../src/sim/event.ts";
import { snapshot } from "../../src/sim/snapshot.ts";
import { eventFrame, resetFrame } from "../../src/wire/frames.ts";
import { FakeTown, settled, until } from "./fake-town.ts";
import { HeldTimers } from "./held-timers.ts";

let town: FakeTown;
let timers: HeldTimers;
let observer: Observer;

function watch(options: Partial<ObserverOptions> = {}): Observer {
  observer = new Observer({
    url: "http://host/",
    town: "smallville",
    fetch: (...request) => town.fetch(...request),
    timers,
    ...options,
  });
  observer.connect();
  return observer;
}

/** Connected, with a first view. */
async function live(options: Partial<ObserverOptions> = {}): Promise<Observer> {
  watch(options);
  await until(() => observer.view.value !== undefined);
  return observer;
}

const caughtUp = () => until(() => observer.head.value === town.run.town.seq);
const kind = () => observer.connection.value.kind;
const shown = () => snapshot(observer.view.value!.town);
const seqs = () => Array.from(observer.events.since(0), (event) => event.seq);
const oneTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const streamsAsked = () => town.requests.filter(({ path }) => /^\/events($|\?last)/.test(path)).map(({ path }) => path);

beforeEach(() => {
  town = new FakeTown();
  timers = new HeldTimers();
});

afterEach(() => {
  observer.close();
  vi.unstubAllGlobals();
});

describe("while the connection holds", () => {
  it("the observer shows the town that the server has", async () => {
    watch();
    expect(kind()).toBe("connecting");
    expect(observer.view.value).toBeUndefined();
    await until(() => observer.view.value !== undefined);
    expect(kind()).toBe("live");
    town.go(40);
    await caughtUp();
    expect(shown()).toEqual(snapshot(town.run.town));
    expect(observer.view.value!.seq).toBe(40);
    expect(Array.from(observer.events.since(0))).toEqual(town.events);
    expect(observer.following.value).toBe(true);
  });

  it("the view changes once for each piece that the network brings, not for each event", async () => {
    await live();
    const views: (View | undefined)[] = [];
    observer.view.subscribe((view) => views.push(view));
    town.go(30);
    await caughtUp();
    town.go(5);
    await caughtUp();
    expect(views.map((view) => view?.seq)).toEqual([0, 30, 35]);
  });

  it("it proves at the end of each phase what it shows", async () => {
    await live();
    town.go(200);
    await caughtUp();
    const phases = town.events.filter((event) => event.type === "town_status");
    expect(phases.length).toBeGreaterThan(4);
    expect(observer.proof.value).toEqual({
      verified: phases.length,
      diverged: 0,
      lastSeq: phases.at(-1)!.seq,
      digest: phases.at(-1)!.digest,
    });
  });

  it("it knows how fast the town goes, from the snapshot and from announcements", async () => {
    town.speed = 4;
    await live();
    expect(observer.pace.value).toEqual({ speed: 4, paused: false, held: null });
    town.announce("paused");
    await until(() => observer.pace.value.paused);
    town.speed = "max";
    town.announce("speed");
    await until(() => observer.pace.value.speed === "max");
    expect(observer.pace.value.paused).toBe(true);
    town.announce("resumed");
    await until(() => !observer.pace.value.paused);
  });

  it("it hears that the town must do without NATS, and asks why", async () => {
    await live();
    expect(observer.degraded.value).toBeNull();
    const asked = () => town.requests.filter(({ path }) => path === "").length;
    town.announce("paused");
    await until(() => observer.pace.value.paused);
    timers.chance = 0.5;
    town.nats = { breaker: "open", confirmed: 3, opened: 1, why: "NATS does not answer" };
    town.announce("degraded");
    await until(() => observer.degraded.value === "nats");
    expect(observer.pace.value.paused).toBe(true);
    timers.advance(499);
    await settled();
    expect([asked(), observer.replication.value]).toEqual([0, null]);
    // What is announced meanwhile is asked about in the same question.
    town.held = "no room for more";
    town.paused = true;
    town.announce("paused");
    await settled();
    timers.advance(500);
    await until(() => observer.replication.value !== null);
    expect(observer.replication.value).toEqual(town.nats);
    expect(observer.pace.value).toEqual({ speed: 1, paused: true, held: "no room for more" });
    expect(asked()).toBe(1);

    town.nats = { ...town.nats, breaker: "half_open" };
    await observer.inquire();
    expect(observer.replication.value?.breaker).toBe("half_open");

    Object.assign(town, { nats: { ...town.nats, breaker: "closed", why: null }, held: null, paused: false });
    town.announce("restored");
    await until(() => observer.degraded.value === null);
    expect(observer.replication.value).toBeNull();
    timers.advance(500);
    await until(() => !observer.pace.value.paused);
    expect(observer.pace.value.held).toBeNull();
    expect(timers.waiting).toBe(1);
  });

  it("it hears that from the snapshot, too, and leaves nothing waiting when it is closed", async () => {
    town.nats = { breaker: "open", confirmed: 0, opened: 1, why: "NATS does not answer" };
    await live();
    expect(observer.degraded.value).toBe("nats");
    observer.close();
    expect(timers.waiting).toBe(0);
  });

  it("an answer that comes after a later word does not replace it", async () => {
    town.nats = { breaker: "open", confirmed: 0, opened: 1, why: "NATS does not answer" };
    await live();
    const asked = observer.inquire();
    town.nats = { ...town.nats, breaker: "closed", why: null };
    town.announce("restored");
    town.nats = { ...town.nats, breaker: "open" };
    await until(() => observer.degraded.value === null);
    await asked;
    expect([observer.degraded.value, observer.replication.value]).toEqual([null, null]);
  });

  it("names are text, whatever they hold", async () => {
    await live();
    const event = { ...town.run.next(), message: "</script>\n\r\u2028\u200Fשרה👩‍🚀" } as TownEvent;
    town.say(eventFrame(event));
    await until(() => observer.head.value === event.seq);
    expect(observer.events.at(event.seq)).toEqual(event);
  });

  it("a listener's fault is loud, and the stream goes on", async () => {
    const thrown: unknown[] = [];
    await live();
    vi.stubGlobal("queueMicrotask", (action: () => void) => {
      try {
        action();
      } catch (error) {
        thrown.push(error);
      }
    });
    const fault = new Error("a widget's own fault");
    observer.head.subscribe((head) => {
      if (head === 3) throw fault;
    });
    town.go(3);
    await until(() => thrown.length > 0);
    town.go(4);
    await caughtUp();
    expect(thrown).toEqual([fault]);
    expect(kind()).toBe("live");
  });
});

describe("when the connection breaks", () => {
  it("it says so at once, resumes where it was, and neither loses nor doubles an event", async () => {
    await live();
    town.go(10);
    await caughtUp();
    town.breakDown();
    await until(() => kind() === "reconnecting");
    expect(observer.connection.value).toEqual({
      kind: "reconnecting",
      attempt: 1,
      inMs: 500,
      why: "the connection was lost (network error)",
    });
    town.silently(25);
    timers.advance(500);
    await caughtUp();
    expect(kind()).toBe("live");
    expect(streamsAsked()).toEqual(["/events", "/events?last_event_id=run-a-10"]);
    expect(seqs()).toEqual(oneTo(35));
    expect(shown()).toEqual(snapshot(town.run.town));
  });

  it("events that come twice are folded once", async () => {
    await live();
    const again = town.go(10).map(eventFrame).join("");
    await caughtUp();
    town.say(again);
    town.go(1);
    await caughtUp();
    expect(seqs()).toEqual(oneTo(11));
    expect(shown()).toEqual(snapshot(town.run.town));
  });

  it("a resumed viewer asks how fast the town goes now", async () => {
    await live();
    town.end();
    await until(() => kind() === "reconnecting");
    town.paused = true;
    timers.advance(500);
    await until(() => observer.pace.value.paused);
  });

  it("waits longer after each failure in a row, and anew after a success", async () => {
    await live();
    const waits: number[] = [];
    observer.connection.subscribe((connection) => {
      if (connection.kind === "reconnecting" && connection.inMs > 0) waits.push(connection.inMs);
    });
    const unreachable = () => Promise.reject(new TypeError("fetch failed"));
    town.surprises.push(unreachable, () => new Response("", { status: 502 }), unreachable);
    town.breakDown();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await until(() => waits.length === attempt);
      timers.advance(waits.at(-1)!);
    }
    await until(() => kind() === "live");
    town.go(1);
    await caughtUp();
    town.breakDown();
    await until(() => waits.length === 5);
    expect(waits).toEqual([500, 1000, 2000, 4000, 500]);
  });

  it("waits at least as long as the server asks", async () => {
    town.surprises.push(() => town.stream("retry: 7000\n\n", new AbortController().signal));
    watch();
    await until(() => kind() === "live");
    town.end();
    await until(() => kind() === "reconnecting");
    expect(observer.connection.value).toMatchObject({ inMs: 7000 });
  });

  it("tries at once when a person asks", async () => {
    await live();
    town.end();
    await until(() => kind() === "reconnecting");
    observer.connect();
    await until(() => kind() === "live");
    observer.connect();
    await settled();
    expect(streamsAsked()).toHaveLength(2);
  });

  it("tries at once when the device says that the network changed", async () => {
    const device = new EventTarget();
    vi.stubGlobal("addEventListener", device.addEventListener.bind(device));
    vi.stubGlobal("removeEventListener", device.removeEventListener.bind(device));
    await live();
    town.surprises.push(() => Promise.reject(new TypeError("fetch failed")));
    device.dispatchEvent(new Event("offline"));
    expect(observer.connection.value).toMatchObject({ kind: "reconnecting", why: "this device says it is offline" });
    await until(() => observer.connection.value.kind === "reconnecting" && observer.connection.value.inMs > 0);
    device.dispatchEvent(new Event("online"));
    await until(() => kind() === "live");
    device.dispatchEvent(new Event("online"));
    observer.close();
    device.dispatchEvent(new Event("offline"));
    await settled();
    expect(kind()).toBe("closed");
    expect(streamsAsked()).toHaveLength(3);
  });

  it("an answer that is no event stream is no connection", async () => {
    town.surprises.push(() => new Response("<html>", { headers: { "content-type": "text/html" } }));
    watch();
    await until(() => kind() === "reconnecting");
    expect(observer.connection.value).toMatchObject({
      why: "the server answered with text/html instead of an event stream",
    });
  });
});

describe("when nothing comes", () => {
  it("a heartbeat keeps the connection", async () => {
    await live();
    timers.advance(30_000);
    town.say(": heartbeat\n\n");
    await settled();
    timers.advance(30_000);
    expect(kind()).toBe("live");
  });

  it("35 silent seconds are stale, and another connection is tried", async () => {
    await live();
    const since = timers.now();
    timers.advance(34_999);
    expect(kind()).toBe("live");
    town.silently(3);
    timers.advance(1);
    expect(observer.connection.value).toEqual({ kind: "stale", sinceMs: since });
    await caughtUp();
    expect(kind()).toBe("live");
    expect(town.watching).toBe(1);
    expect(seqs()).toEqual(oneTo(3));
  });

  it("a server that doesn't answer at all is tried again later", async () => {
    town.surprises.push(() => new Promise(() => {}));
    watch();
    await settled();
    timers.advance(35_000);
    expect(observer.connection.value).toMatchObject({
      kind: "reconnecting",
      why: "the server did not answer for 35 s",
    });
    timers.advance(500);
    await until(() => kind() === "live");
  });
});

describe("when what comes can't be trusted", () => {
  /** An operation that is changed, which nobody notices, up to the end of the phase, when it comes out. */
  function tampered(): string {
    const events: TownEvent[] = [];
    let i: number;
    do {
      events.push(...town.silently(1));
      i = events.findIndex((event) => event.type === "town_event");
    } while (events.at(-1)!.type !== "town_status" || i < 0);
    const victim = events[i] as OperationEvent;
    return events
      .with(i, { ...victim, tokens_used: victim.tokens_used + 1 })
      .map(eventFrame)
      .join("");
  }

  it("a digest that differs is counted and said, and a fresh state asked for", async () => {
    await live();
    town.go(1);
    await caughtUp();
    town.say(tampered());
    await until(() => observer.proof.value.diverged === 1);
    expect(observer.proof.value.lastSeq).toBe(town.run.town.seq);
    expect(observer.connection.value).toMatchObject({ kind: "reconnecting", attempt: 1 });
    expect(observer.notice.value).toMatch(
      /^A fresh state was asked for: after event \d+ the town here is [0-9a-f]{32}, but/,
    );
    timers.advance(500);
    await caughtUp();
    expect(streamsAsked()).toEqual(["/events", "/events"]);
    expect(shown()).toEqual(snapshot(town.run.town));
    await until(() => observer.events.firstSeq === 1);
    expect(Array.from(observer.events.since(0))).toEqual(town.events);
  });

  it("a stream that differs each time is asked for less and less often", async () => {
    await live();
    const waits = [500, 1000, 2000];
    for (const [i, wait] of waits.entries()) {
      town.say(tampered());
      await until(() => observer.proof.value.diverged === i + 1);
      expect(observer.connection.value).toMatchObject({ inMs: wait });
      timers.advance(wait);
      await until(() => kind() === "live");
    }
  });

  const nonsense: readonly [string, () => string, RegExp][] = [
    ["a gap", () => eventFrame(town.silently(5)[4]), /the stream skipped from event 2 to 7/],
    [
      "an event of another run",
      () => eventFrame({ ...town.silently(1)[0], run_id: "run-b" }),
      /run_id must be run-a, got "run-b"/,
    ],
    [
      "an effect that nobody knows",
      () => eventFrame({ ...town.silently(1)[0], effects: [{ kind: "wish" }] } as unknown as TownEvent),
      /event 3 of the stream cannot be folded: effects\[0\].kind must be one of/,
    ],
    ["no JSON", () => "event: town.event\ndata: <html>\n\n", /data of a frame must be JSON, got <html>/],
    [
      "a state that is none",
      () => 'event: town.snapshot\ndata: {"type":"town_snapshot","state":{}}\n\n',
      /not a snapshot of a town/,
    ],
  ];

  it.each(nonsense)("%s is not folded; a fresh state heals it", async (_, say, why) => {
    await live();
    town.go(2);
    await caughtUp();
    town.say(say());
    await until(() => kind() === "reconnecting");
    expect(observer.notice.value).toMatch(why);
    expect(observer.head.value).toBe(2);
    timers.advance(500);
    await caughtUp();
    expect(shown()).toEqual(snapshot(town.run.town));
    expect(observer.proof.value.diverged).toBe(0);
  });

  it("events before any state are not folded", async () => {
    town.surprises.push(() => town.stream(town.silently(1).map(eventFrame).join(""), new AbortController().signal));
    watch();
    await until(() => kind() === "reconnecting");
    expect(observer.connection.value).toMatchObject({ why: "the stream began without a snapshot" });
    expect(observer.view.value).toBeUndefined();
  });
});

describe("when the server begins anew", () => {
  it("a reset is said, and the state that follows is shown", async () => {
    await live();
    town.go(3);
    await caughtUp();
    town.silently(50);
    town.say(resetFrame("events up to 40 are no longer kept", 41) + town.snapshotNow());
    await caughtUp();
    expect(observer.notice.value).toBe("The stream began anew: events up to 40 are no longer kept");
    expect(shown()).toEqual(snapshot(town.run.town));
    town.go(5);
    await caughtUp();
    expect(shown()).toEqual(snapshot(town.run.town));
  });

  it("another run replaces this one, also for whoever looks at its past", async () => {
    await live();
    town.go(20);
    await caughtUp();
    observer.seek(4);
    town.breakDown();
    await until(() => kind() === "reconnecting");
    town = new FakeTown("run-b");
    town.silently(6);
    timers.advance(500);
    await caughtUp();
    expect(observer.notice.value).toBe("The stream began anew: run run-a is over");
    expect(observer.following.value).toBe(true);
    expect(shown()).toEqual(snapshot(town.run.town));
    expect(observer.view.value!.town.run_id).toBe("run-b");
  });
});

describe("time travel", () => {
  it("shows a moment of the past while the town goes on, and comes back", async () => {
    await live({ keyframeEvery: 7 });
    town.go(50);
    await caughtUp();
    observer.seek(23);
    expect(observer.following.value).toBe(false);
    expect(observer.view.value!.seq).toBe(23);
    expect(shown()).toEqual(town.stateAt(23));
    town.go(20);
    await caughtUp();
    expect(observer.head.value).toBe(70);
    expect(shown()).toEqual(town.stateAt(23));
    observer.goLive();
    expect(observer.following.value).toBe(true);
    expect(shown()).toEqual(snapshot(town.run.town));
  });

  it("stays at the head when that is what was sought", async () => {
    await live();
    town.go(5);
    await caughtUp();
    observer.seek(5);
    town.go(5);
    await caughtUp();
    expect(shown()).toEqual(town.stateAt(5));
  });

  it("goes no further than the run", async () => {
    await live();
    town.go(9);
    await caughtUp();
    observer.seek(1e9);
    expect(observer.view.value!.seq).toBe(9);
    observer.seek(-5);
    expect(observer.view.value!.seq).toBe(0);
    expect(() => observer.seek(Number.NaN)).toThrow("seq to show must be a number, got NaN");
  });

  it("may be asked for before the first state has come", async () => {
    town.silently(12);
    watch();
    observer.seek(8);
    await until(() => observer.view.value !== undefined);
    expect(observer.view.value!.seq).toBe(8);
    expect(shown()).toEqual(town.stateAt(8));
    expect(observer.head.value).toBe(12);
  });

  it("reaches what happened before the viewer came", async () => {
    town.silently(60);
    await live({ keyframeEvery: 10 });
    await until(() => observer.events.length === 60);
    expect(Array.from(observer.events.since(0))).toEqual(town.events);
    const asked = town.requests.length;
    for (const seq of [31, 32, 60, 0]) {
      observer.seek(seq);
      expect(shown()).toEqual(town.stateAt(seq));
    }
    expect(town.requests).toHaveLength(asked);
  });

  it("reaches no further back than the server keeps", async () => {
    town.silently(60);
    town.firstSeq = 31;
    await live();
    await until(() => observer.events.firstSeq === 31);
    expect(observer.notice.value).toBeUndefined();
  });

  it("asks for the past again when the line is back, if it broke meanwhile", async () => {
    town.silently(60);
    const refusing = vi.spyOn(town, "stateAt").mockImplementation(() => {
      throw new TypeError("fetch failed");
    });
    await live();
    await until(() => observer.notice.value !== undefined);
    expect(observer.notice.value).toMatch(/^What happened before could not be had/);
    refusing.mockRestore();
    town.go(5);
    await caughtUp();
    town.breakDown();
    await until(() => kind() === "reconnecting");
    timers.advance(1000);
    await until(() => observer.events.firstSeq === 1);
    expect(seqs()).toEqual(oneTo(65));
  });

  it("fetches the moments that are not held", async () => {
    town.silently(60);
    await live({ past: 20 });
    await until(() => observer.events.firstSeq === 41);
    observer.seek(40);
    expect(observer.view.value!.seq).toBe(40);
    observer.seek(17);
    await until(() => observer.view.value!.seq === 17);
    expect(shown()).toEqual(town.stateAt(17));
    town.go(3);
    await caughtUp();
    expect(town.requests.filter(({ path }) => path === "/state?at=17")).toHaveLength(1);
  });

  it("says when a moment can't be had, and keeps showing what it showed", async () => {
    town.silently(60);
    await live({ past: 0 });
    const refusing = vi.spyOn(town, "stateAt").mockImplementation(() => {
      throw new TypeError("fetch failed");
    });
    observer.seek(3);
    await until(() => observer.notice.value !== undefined);
    expect(observer.notice.value).toMatch(
      /^What the town was after event 3 could not be had: the town's server at .* cannot be reached/,
    );
    expect(observer.view.value!.seq).toBe(60);
    refusing.mockRestore();
    observer.seek(3);
    await until(() => observer.view.value!.seq === 3);
  });
});

describe("the end", () => {
  it("comes by an announcement", async () => {
    await live();
    town.announce("finished");
    await until(() => kind() === "finished");
    expect(town.watching).toBe(0);
    expect(timers.waiting).toBe(0);
  });

  it("is not there while events from before it are still to come", async () => {
    await live();
    town.silently(5);
    town.announce("finished");
    await settled();
    expect(kind()).toBe("live");
    town.say(town.events.map(eventFrame).join(""));
    await caughtUp();
  });

  it("comes by 204; whoever comes after it sees the last state and the way there", async () => {
    town.silently(30);
    town.surprises.push(() => new Response(null, { status: 204 }));
    await live();
    expect(kind()).toBe("finished");
    expect(shown()).toEqual(snapshot(town.run.town));
    await until(() => observer.events.length === 30);
    observer.seek(11);
    expect(shown()).toEqual(town.stateAt(11));
  });

  it("is a refusal for good, with the server's reason, until a person tries again", async () => {
    town.surprises.push(() =>
      Response.json({ code: "unknown_town", detail: "no town smallville; there is: hamlet" }, { status: 404 }),
    );
    watch();
    await until(() => kind() === "failed");
    expect(observer.connection.value).toEqual({ kind: "failed", why: "no town smallville; there is: hamlet" });
    expect(timers.waiting).toBe(0);
    observer.connect();
    await until(() => kind() === "live");
  });

  it("is no refusal when the server is merely busy", async () => {
    town.surprises.push(() => new Response("", { status: 429 }));
    watch();
    await until(() => kind() === "reconnecting");
  });

  it("is closing: everything is let go, what is known stays", async () => {
    town.silently(10);
    await live();
    await until(() => observer.events.length === 10);
    town.go(10);
    await caughtUp();
    town.surprises.push(() => new Promise(() => {}));
    observer.close();
    expect(kind()).toBe("closed");
    expect(town.watching).toBe(0);
    expect(timers.waiting).toBe(0);
    expect(town.requests.filter(({ path, signal }) => path.startsWith("/events") && !signal.aborted)).toEqual([]);
    town.go(5);
    await settled();
    expect(observer.head.value).toBe(20);
    observer.seek(13);
    expect(shown()).toEqual(town.stateAt(13));
  });

  it("is not for ever: connected again, it goes on where it was", async () => {
    await live();
    town.go(10);
    await caughtUp();
    observer.close();
    town.silently(10);
    observer.connect();
    await caughtUp();
    expect(seqs()).toEqual(oneTo(20));
  });

  it("is quiet when it comes before the beginning", async () => {
    watch();
    observer.close();
    await settled();
    expect(kind()).toBe("closed");
    expect(observer.view.value).toBeUndefined();
    expect(observer.notice.value).toBeUndefined();
  });
});

describe("commands", () => {
  it("are posted as JSON", async () => {
    await live();
    await observer.command({ action: "speed", speed: "max" });
    expect(town.requests.at(-1)).toMatchObject({
      method: "POST",
      path: "/control",
      body: { action: "speed", speed: "max" },
    });
  });

  it("carry the token, when there is one, as everything does: observing may need it too", async () => {
    const sent: [string, string | undefined][] = [];
    const recording: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      sent.push([init?.method ?? "GET", headers.get("authorization") ?? undefined]);
      return town.fetch(input, init);
    };
    await live({ fetch: recording, token: "s3cret" });
    await observer.command({ action: "pause" });
    expect(sent).toEqual([
      ["GET", "Bearer s3cret"],
      ["POST", "Bearer s3cret"],
    ]);
  });

  it("that are refused throw the town's reason", async () => {
    await live();
    await expect(observer.perturb("greet", ["alice", "bob"])).rejects.toMatchObject({
      name: "TownError",
      code: "impossible",
      message: "cannot greet: Bob is resting",
    });
    expect(town.requests.at(-1)!.body).toEqual({ operation: "greet", participants: ["alice", "bob"] });
  });

  it("to a server that is gone throw a reason too", async () => {
    await live();
    observer.close();
    await expect(observer.command({ action: "pause" })).rejects.toMatchObject({ code: "closed" });
  });
});
