import { describe } from "vitest";
import { pageHost } from "./page.ts";
import { widgetLaws } from "./widget-laws.ts";

describe("a widget on a page", () => widgetLaws(pageHost));
