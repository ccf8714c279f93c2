import { describe } from "vitest";
import { marimoHost } from "./marimo.ts";
import { widgetLaws } from "./widget-laws.ts";

describe("a widget in marimo", () => widgetLaws(marimoHost, "marimo"));
