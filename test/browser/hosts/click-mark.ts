import type { Locator } from "playwright-core";
import { until } from "../until.ts";

/** A click in the middle of a mark that has come to rest, on what people see. @param mark one of the scatter's citizens */
export async function clickMark(scatter: Locator, mark: Locator): Promise<void> {
  const surface = scatter.locator(".surface");
  await surface.scrollIntoViewIfNeeded();
  await until(() => surface.getAttribute("data-settled")).toBe("true");
  const { x, y } = await mark.evaluate(({ dataset }: HTMLElement) => ({ x: +dataset["x"]!, y: +dataset["y"]! }));
  await surface.click({ position: { x, y } });
}
