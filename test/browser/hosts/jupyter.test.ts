import { describe } from "vitest";
import { jupyterHost } from "./jupyter.ts";
import { widgetLaws } from "./widget-laws.ts";

describe("a widget in JupyterLab", () => widgetLaws(jupyterHost, "JupyterLab"));
