import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { CliIo } from "../../src/cli/io.ts";
import { freePorts } from "../integration/free-ports.ts";
import { until } from "../integration/nats-node.ts";
import { startNats } from "../integration/nats-server.ts";
import { realClock } from "../server/conformance/real-clock.ts";
import { running } from "./running.ts";
import { agentTown } from "./spoken.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** On any port, in real time, and ended after the test. */
async function serving(args: readonly string[], io: Partial<CliIo> = {}) {
  const server = await running([...args, "--port", "0"], { clock: realClock, ...io });
  endings.push(server.end);
  return server;
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

describe("agent-town gateway", () => {
  it("needs to know where NATS is", async () => {
    const { code, err } = await agentTown(["gateway"]);
    expect(err).toBe(
      "agent-town: a gateway shows what is in NATS: say where that is with --nats <url>, such as --nats nats://127.0.0.1:4222\n",
    );
    expect(code).toBe(2);
  });

  it("shows the towns that a server writes, takes commands for it, and ends in good order", async () => {
    const nats = await startNats();
    endings.push(() => nats.stop());
    const writer = await serving(["serve", "--paused", "--nats", nats.url]);
    const gateway = await serving(["gateway"], { env: { AGENT_TOWN_NATS: nats.url } });
    expect(gateway.said).toContain("a gateway: the towns that are in NATS\n");
    await until("the town", async () => (await fetch(`${gateway.url}/v1/town/smallville`)).ok || undefined);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const stepped = await fetch(`${gateway.url}/v1/town/smallville/control`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"action":"step","by":"phase"}',
    });
    expect(stepped.status).toBe(200);
    const state = await json(`${writer.url}/v1/town/smallville/state`);
    await until("the same state", async () => {
      const here = await json(`${gateway.url}/v1/town/smallville/state`);
      return JSON.stringify(here) === JSON.stringify(state) || undefined;
    });
    const made = await fetch(`${gateway.url}/v1/town`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(await made.json()).toMatchObject({
      code: "impossible",
      detail: "this is a gateway: it simulates nothing; make and end towns at a writer (agent-town serve --nats)",
    });
    expect(await gateway.end()).toMatchObject({ code: 0, err: "" });
    expect(await writer.end()).toMatchObject({ code: 0, err: "" });
  });

  it("waits for NATS, and says meanwhile that it is not ready", async () => {
    const [port] = await freePorts(1);
    const gateway = await serving(["gateway", "--nats", `nats://127.0.0.1:${port}`]);
    const ready = await fetch(`${gateway.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      code: "unavailable",
      detail: "this server waits for NATS: ask again in a moment",
    });
    expect(await json(`${gateway.url}/v1/town`)).toEqual({ towns: [] });
    const nats = await startNats({ port });
    endings.push(() => nats.stop());
    await until("it to be ready", async () => (await fetch(`${gateway.url}/readyz`)).ok || undefined);
    await Promise.race([gateway.end(), pause(5000).then(() => Promise.reject(new Error("it does not end")))]);
  });
});
