import { scatterData, still, type Still } from "../../scene/scatter-still.ts";
import { scatterSvg } from "../../scene/scatter-svg.ts";
import { scatterText } from "../../scene/scatter-text.ts";
import { TownError } from "../../sim/error.ts";
import type { TownState } from "../../sim/state.ts";
import type { SCATTER } from "../../wire/contract/scatter.ts";
import type { Handlers } from "./handler.ts";

/** The picture of a town. */
export function scatter(): Handlers<keyof typeof SCATTER> {
  return {
    getScatter({ state, query }) {
      const { projection, format, theme } = query;
      const seen = stillOf(state, projection);
      switch (format) {
        case "json":
          return scatterData(seen);
        case "svg": {
          const { width = 960, height = 640 } = query;
          if (width < 120 || height < 120) throw size("a picture must be at least 120 x 120 px", width, height);
          return written("image/svg+xml", scatterSvg(seen, { width, height, theme }));
        }
        case "text": {
          const { width = 72, height = 24 } = query;
          if (width > 400 || height > 200) throw size("letters must be at most 400 x 200", width, height);
          return written("text/plain; charset=utf-8", scatterText(seen, { columns: width, rows: height }));
        }
      }
    },
  };
}

function size(rule: string, width: number, height: number): TownError {
  return new TownError("invalid_input", `${rule}, got ${width} x ${height}`);
}

function written(type: string, text: string): Response {
  return new Response(text, { headers: { "Content-Type": type } });
}

/** @throws TownError invalid_input for a projection that is unknown. */
function stillOf(state: TownState, projection: string): Still {
  try {
    return still(state, projection);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TownError("invalid_input", cause.message, { cause });
  }
}
