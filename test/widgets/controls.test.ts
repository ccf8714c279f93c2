import { describe, expect, it } from "vitest";
import { PHASES } from "../../src/sim/clock.ts";
import { Chapters, labelledDays, momentName } from "../../src/widgets/controls/chapters.ts";
import { deed, formed, holding, phaseChange } from "./an-event.ts";

describe("the timeline's chapters", () => {
  it("are the phases of the events held, each reaching to the next", () => {
    const events = holding([
      deed(4),
      phaseChange(5, "EVENING"),
      deed(6),
      formed(7, "Elms", []),
      phaseChange(8, "NIGHT"),
      deed(9),
    ]);
    const chapters = new Chapters();
    chapters.update(events);
    expect(chapters.phases(events)).toEqual([
      { from: 5, to: 8, day: 1, phase: "EVENING" },
      { from: 8, to: 10, day: 1, phase: "NIGHT" },
    ]);
    expect(chapters.changes()).toEqual([7]);
  });

  it("label as many dawns as there is room for, at round days", () => {
    const phases = Array.from({ length: 120 }, (_, i) => ({
      from: i,
      to: i + 1,
      day: 1 + Math.floor(i / 4),
      phase: PHASES[i % 4],
    }));
    expect(labelledDays(phases, 30).map(({ day }) => day)).toHaveLength(30);
    expect(labelledDays(phases, 7).map(({ day }) => day)).toEqual([5, 10, 15, 20, 25, 30]);
    expect(labelledDays(phases, 0).map(({ day }) => day)).toEqual([20]);
    expect(labelledDays([], 5)).toEqual([]);
  });

  it("are named for those who listen", () => {
    expect(momentName(phaseChange(1287, "EVENING", 12), 1287)).toBe("Day 12 evening, event 1,287");
    expect(momentName(undefined, 3)).toBe("event 3");
  });
});
