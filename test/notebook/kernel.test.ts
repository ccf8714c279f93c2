import { afterEach, describe, expect, it, vi } from "vitest";
import type { Host } from "../../src/notebook/host.ts";
import { Kernel } from "../../src/notebook/kernel.ts";

const CONTROL = "http://127.0.0.1:4321/v1/town/smallville/control";

/** A notebook whose kernel answers as told. */
function notebook(answer: (asked: Record<string, unknown>) => Record<string, unknown>) {
  const listeners = new Set<(content: unknown) => void>();
  const asked: Record<string, unknown>[] = [];
  const host = {
    send(content: Record<string, unknown>) {
      asked.push(content);
      queueMicrotask(() => {
        for (const listener of listeners) listener({ type: "response", id: -1, status: 500 });
        for (const listener of listeners) listener({ id: content["id"], ...answer(content) });
      });
    },
    on: (_: string, callback: (content: unknown) => void) => void listeners.add(callback),
    off: (_: string, callback: (content: unknown) => void) => void listeners.delete(callback),
  } as unknown as Host;
  return { host, asked, listeners };
}

afterEach(() => vi.unstubAllGlobals());

describe("a notebook's way to the server", () => {
  it("commands through the kernel, which tells what the server said", async () => {
    const { host, asked, listeners } = notebook(() => ({
      type: "response",
      status: 409,
      content_type: "application/problem+json",
      body: '{"code":"impossible"}',
    }));
    const { fetch } = new Kernel(() => host, false);
    const answer = await fetch(CONTROL, { method: "POST", body: '{"action":"pause"}' });
    expect(asked).toMatchObject([
      { type: "request", method: "POST", path: "/v1/town/smallville/control", body: '{"action":"pause"}' },
    ]);
    expect([answer.status, await answer.json()]).toEqual([409, { code: "impossible" }]);
    expect(listeners.size).toBe(0);
  });

  it("fails as a broken line does when the kernel can't reach the server, or is gone", async () => {
    const { host } = notebook(() => ({ type: "response", status: 0, body: "nobody answers at port 4321" }));
    const { fetch } = new Kernel(() => host, false);
    await expect(fetch(CONTROL, { method: "POST" })).rejects.toThrow("nobody answers at port 4321");
  });

  it("keeps proofs to itself: they come with every phase", async () => {
    const { host, asked } = notebook(() => ({}));
    const { fetch } = new Kernel(() => host, false);
    const answer = await fetch("http://127.0.0.1:4321/v1/town/smallville/proofs", { method: "POST", body: "{}" });
    expect([answer.status, asked]).toEqual([204, []]);
  });

  it("gives up when told to, and listens no more", async () => {
    const silent = notebook(() => ({ id: -2 }));
    const { fetch } = new Kernel(() => silent.host, false);
    const giveUp = new AbortController();
    const answer = fetch(CONTROL, { method: "POST", signal: giveUp.signal });
    giveUp.abort(new Error("the widget was closed"));
    await expect(answer).rejects.toThrow("the widget was closed");
    expect(silent.listeners.size).toBe(0);
  });

  it("reads by itself, with a token from the kernel only where one is wanted, asked for once", async () => {
    const read = vi.fn<(input: unknown, init?: RequestInit) => Promise<Response>>(() =>
      Promise.resolve(Response.json({})),
    );
    vi.stubGlobal("fetch", read);
    const { host, asked } = notebook(() => ({ type: "token", token: "s3cret" }));
    await new Kernel(() => host, false).fetch(CONTROL);
    expect([asked, read.mock.calls]).toEqual([[], [[CONTROL, {}]]]);

    const guarded = new Kernel(() => host, true);
    await Promise.all([guarded.fetch(CONTROL), guarded.fetch(CONTROL, { headers: { accept: "text/event-stream" } })]);
    expect(asked).toMatchObject([{ type: "token" }]);
    const headers = read.mock.calls.map(([, init]) => new Headers(init?.headers));
    expect(headers.map((each) => each.get("authorization"))).toEqual([null, "Bearer s3cret", "Bearer s3cret"]);
    expect(headers[2].get("accept")).toBe("text/event-stream");
  });

  it("commands by itself where there is no kernel: a page of the server's own", async () => {
    const sent = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 204 })));
    vi.stubGlobal("fetch", sent);
    await new Kernel(() => ({}) as Host, false).fetch(CONTROL, { method: "POST" });
    expect(sent).toHaveBeenCalledOnce();
  });
});
