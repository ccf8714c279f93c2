import { describe, expect, it } from "vitest";
import dashboard from "../../docs/grafana.json";
import { openTown, SseReader } from "../server/open-town.ts";
import { SaidReplica } from "../server/said-replica.ts";

const plots = dashboard.panels.filter(({ type }) => type !== "row");
const expressions = plots.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** The metrics that a server tells, each with the labels that its samples bear; Prometheus adds those of the scrape. */
async function metricsOf(url: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = new Map<string, Set<string>>();
  for (const line of (await (await fetch(`${url}/metrics`)).text()).split("\n")) {
    const [, described, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    const [, sampled, labels = ""] = /^([a-z]\w*)(\{.*\})? \S+$/.exec(line) ?? [];
    const endings = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    for (const name of described ? endings.map((ending) => described + ending) : sampled ? [sampled] : []) {
      const known = metrics.get(name) ?? new Set(["instance", "job"]);
      for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label);
      metrics.set(name, known);
    }
  }
  return metrics;
}

const namesIn = (expression: string) => expression.match(/\b(agent_town|process|nodejs)_\w+/g) ?? [];

describe("the dashboard for Grafana", () => {
  it("asks only for what a running server tells, by labels that are there", async () => {
    const { url, town, post, end } = await openTown();
    town.replicate(new SaidReplica());
    const stream = await SseReader.open(`${url}/v1/town/smallville/events`);
    await stream.take(1);
    await post("perturb", { operation: "nothing", participants: [] });
    await fetch(`${url}/v1/town`);
    const metrics = await metricsOf(url);
    stream.close();
    await end();

    expect(expressions.length).toBeGreaterThan(20);
    for (const { title, expr, legendFormat } of expressions) {
      const names = namesIn(expr);
      expect(names.length, `${title}: ${expr}`).toBeGreaterThan(0);
      for (const name of names) expect([...metrics.keys()], title).toContain(name);
      const labels = new Set(names.flatMap((name) => [...metrics.get(name)!]));
      const grouped = Array.from(expr.matchAll(/\bby \(([^)]*)\)/g), ([, list]) => list.split(/, */)).flat();
      const selected = Array.from(expr.matchAll(/(\w+)(=~|!~|!=|=)"/g), ([, label]) => label);
      const legend = Array.from(legendFormat.matchAll(/\{\{(\w+)\}\}/g), ([, label]) => label);
      for (const label of [...grouped, ...selected, ...legend])
        expect([...labels], `${title}: ${expr}`).toContain(label);
      // What a sum leaves out can't be in its legend.
      if (grouped.length > 0) for (const label of legend) expect(grouped, title).toContain(label);
    }
  });

  it("names every metric of ours somewhere, but for what another one says", async () => {
    const { url, end } = await openTown();
    const ours = [...(await metricsOf(url)).keys()].filter((name) => name.startsWith("agent_town_"));
    await end();
    const shown = expressions.flatMap(({ expr }) => namesIn(expr)).join(" ");
    // The seq is how many events there were; the pace that is set stands beside the one that is; buckets are the duration.
    const told = ["agent_town_seq", "agent_town_sim_speed"];
    expect(ours.filter((name) => !shown.includes(name) && !told.includes(name) && !/_(sum|count)$/.test(name))).toEqual(
      [],
    );
  });

  it("says of each panel what it shows and in which unit", () => {
    for (const { title, description, fieldConfig } of plots) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description, title).toMatch(/\.$/);
      expect(fieldConfig?.defaults.unit, title).toMatch(/^\w+/);
    }
  });

  it("has panels with ids of their own, side by side, within the 24 columns", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w, title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          expect(taken.get(`${column},${line}`), title).toBeUndefined();
          taken.set(`${column},${line}`, title);
        }
    }
  });

  it("takes its data from whatever Prometheus the operator chooses", () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(["datasource", "town"]);
    for (const { datasource, targets } of plots) {
      for (const source of [datasource, ...targets!.map((target) => target.datasource)])
        expect(source).toEqual({ type: "prometheus", uid: "${datasource}" });
    }
    for (const { refId } of expressions) expect(refId).toMatch(/^[A-Z]$/);
  });
});
