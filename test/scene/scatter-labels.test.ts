import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ABOVE,
  LABEL_HEIGHT,
  placeLabels,
  type Box,
  type Label,
  type Labelled,
} from "../../src/scene/scatter-labels.ts";

const AREA: Box = { left: 40, right: 400, top: 10, bottom: 300 };

describe("names beside points", () => {
  it("a lone point has its name on the right", () => {
    expect(
      placeLabels([{ key: "a", x: 100, y: 100, radius: 6, width: 30 }], [{ x: 100, y: 100, radius: 6 }], AREA),
    ).toEqual([{ key: "a", x: 111, y: 100, place: 0 }]);
  });

  it("a point at the right edge has it on the left", () => {
    const [label] = placeLabels([{ key: "a", x: 390, y: 100, radius: 6, width: 30 }], [], AREA);
    expect(label.x).toBe(390 - 11 - 30);
  });

  it("stays where it lay before, if there still is room", () => {
    const point = { key: "a", x: 200, y: 100, radius: 6, width: 30 };
    const [label] = placeLabels([point], [point], AREA, new Map([["a", ABOVE]]));
    expect(label).toEqual({ key: "a", x: 185, y: 100 - 6 - 5 - LABEL_HEIGHT / 2, place: ABOVE });
  });

  it("cover neither each other, nor a mark, nor the edge; the most important is named first", () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 420 }),
      y: fc.integer({ min: 0, max: 320 }),
      radius: fc.integer({ min: 2, max: 12 }),
      width: fc.integer({ min: 5, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const wanted: Labelled[] = points.map((each, i) => ({ ...each, key: String(i) }));
        const labels = placeLabels(wanted, points, AREA);
        const boxes = labels.map((label) => boxOf(label, wanted[Number(label.key)].width));
        for (const [i, box] of boxes.entries()) {
          expect(
            box.left >= AREA.left && box.right <= AREA.right && box.top >= AREA.top && box.bottom <= AREA.bottom,
          ).toBe(true);
          for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
          for (const { x, y, radius } of points) {
            expect(overlap(box, { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius })).toBe(
              false,
            );
          }
        }
        const order = labels.map(({ key }) => Number(key));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });
});

function boxOf({ x, y }: Label, width: number): Box {
  return { left: x, right: x + width, top: y - LABEL_HEIGHT / 2, bottom: y + LABEL_HEIGHT / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
