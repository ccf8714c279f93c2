import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { LIMITS } from "../../src/server/limits.ts";
import { LOG_LEVELS } from "../../src/server/logger.ts";
import { REFUSALS } from "../../src/wire/problem.ts";
import { agentTown } from "../cli/spoken.ts";
import { openTown } from "../server/open-town.ts";
import { SaidReplica } from "../server/said-replica.ts";

const page = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");

/** The rows of the table below a heading, a list of cells each. */
function tableOf(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1].split("\n## ")[0];
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const blocks = (language: string) =>
  Array.from(page.matchAll(/```(\w+)\n([\s\S]*?)```/g))
    .filter(([, of]) => of === language)
    .map(([, , text]) => text);

describe("docs/operating.md", () => {
  it("names only flags that serve has, and all that say how much it takes on", async () => {
    const { out: help } = await agentTown(["serve", "--help"]);
    const serving = page.split("\n").filter((line) => !line.includes("docker run") && !line.includes("npm "));
    const named = new Set(serving.join("\n").match(/--[a-z][a-z-]+/g));
    named.delete("--from");
    named.delete("--stop-timeout");
    named.delete("--env-file");
    for (const flag of named) expect(help).toContain(`${flag} <`);
    for (const flag of help.match(/--max-[a-z]+/g)!) expect([...named]).toContain(flag);
  });

  it("gives the limits that hold", () => {
    const table = new Map(tableOf("Limits").map(([what, value]) => [what, value]));
    const numbers = (what: string) => table.get(what)!.match(/\d[\d,]*/g)!;
    const number = (what: string, at = 0) => Number(numbers(what)[at].replaceAll(",", ""));
    expect(number("streams open at a time, of all towns")).toBe(LIMITS.clients);
    expect(number("towns at a time")).toBe(LIMITS.towns);
    expect(number("citizens of a town made over HTTP")).toBe(LIMITS.citizens);
    expect(number("memory for the logs of towns made over HTTP") * 2 ** 20).toBe(LIMITS.logBytes);
    expect(number("perturbations of a town")).toBe(LIMITS.perturbations);
    expect(number("body of a command") * 2 ** 10).toBe(LIMITS.commandBytes);
    const body = "body that makes a town or publishes events";
    expect(number(body) * 2 ** 20).toBe(LIMITS.bodyBytes);
    expect(number(body, 1) * 2 ** 10).toBe(LIMITS.yamlBytes);
    expect(number(body, 2)).toBe(LIMITS.lines);
    expect(number("past states rebuilt at a time")).toBe(LIMITS.rebuilds);
    expect(number("requests of a connection ahead of their answers")).toBe(LIMITS.ahead);
    expect(number("answers, besides streams, that nobody has taken yet") * 2 ** 20).toBe(LIMITS.answerBytes);
    expect(number("an answer of which nobody takes anything") * 1000).toBe(LIMITS.answerMs);
    expect(number("headers of a request") * 2 ** 10).toBe(LIMITS.headerBytes);
    expect(number("headers of a request", 1) * 1000).toBe(LIMITS.headersMs);
    expect(number("a whole request") * 1000).toBe(LIMITS.requestMs);
  });

  it("tells what each status means, once", () => {
    const told = tableOf("Statuses").flatMap(([status, codes]) =>
      Array.from(codes.matchAll(/`(\w+)`/g), ([, code]) => `${status} ${code}`),
    );
    const known = Object.entries(REFUSALS).map(([code, { status }]) => `${status} ${code}`);
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  it("tells every metric of ours with its labels, and alerts ask for nothing else", async () => {
    const { url, end } = await openTown();
    const text = await (await fetch(`${url}/metrics`)).text();
    await end();
    const known = Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name);
    const told = tableOf("Metrics").flatMap(([names]) => Array.from(names.matchAll(/`(\w+)`/g), ([, name]) => name));
    expect(told.toSorted()).toEqual(known.filter((name) => name.startsWith("agent_town_")).toSorted());

    const [scrape, alerts] = blocks("yaml").map((block) => parse(block) as Record<string, never>);
    expect(Object.keys(scrape)).toEqual(["scrape_configs"]);
    const rules = (alerts["groups"] as { rules: { alert: string; expr: string }[] }[])[0].rules;
    expect(rules.length).toBeGreaterThan(5);
    for (const { alert, expr } of rules) {
      for (const name of expr.match(/\b(agent_town|nodejs|process)_\w+/g) ?? ["up"])
        expect([...known, "up"], alert).toContain(name);
    }
  });

  it("tells the labels of every metric", async () => {
    const { url, town, end } = await openTown();
    town.replicate(new SaidReplica());
    await fetch(`${url}/v1/town`);
    const text = await (await fetch(`${url}/metrics`)).text();
    await end();
    for (const [names, labels] of tableOf("Metrics")) {
      for (const [, name] of names.matchAll(/`(\w+)`/g)) {
        const sample = new RegExp(`^${name}(?:_count)?\\{(.*)\\} `, "m").exec(text)?.[1];
        // What has not happened yet has no sample.
        if (sample === undefined) continue;
        expect(Array.from(sample.matchAll(/(\w+)="/g), ([, label]) => label).join(", "), name).toBe(labels);
      }
    }
  });

  it("names the log's levels", () => {
    expect(page.replaceAll(/\s+/g, " ")).toContain(
      `\`--log-level\` is ${LOG_LEVELS.slice(0, 2).join(", ")}, warn (the default) or info.`,
    );
  });
});
