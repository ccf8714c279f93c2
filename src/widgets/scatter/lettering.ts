import type { Lettering } from "./paint.ts";

/** The font that a widget's names are written in, and how wide they are in it. */
export type Letters = {
  readonly lettering: Lettering;
  /** Takes up the font of the element it stands for; `anew`: what was measured before no longer holds. */
  readonly fit: (anew?: boolean) => void;
  /** Width of a name in CSS pixels. */
  readonly measure: (text: string) => number;
};

export function letters(root: HTMLElement): Letters {
  const context = document.createElement("canvas").getContext("2d")!;
  const widths = new Map<string, number>();
  let [family, size] = ["", 12];
  return {
    get lettering() {
      return { family, size };
    },
    fit(anew) {
      const style = getComputedStyle(root);
      const wanted = Number.parseFloat(style.getPropertyValue("--note")) || 12;
      if (!anew && style.fontFamily === family && wanted === size) return;
      [family, size] = [style.fontFamily, wanted];
      widths.clear();
    },
    measure(text) {
      let width = widths.get(text);
      if (width === undefined) {
        context.font = `500 ${size}px ${family}`;
        widths.set(text, (width = context.measureText(text).width));
        // The names of a large town are many, and few are shown again.
        if (widths.size > MOST) widths.delete(widths.keys().next().value!);
      }
      return width;
    },
  };
}

const MOST = 5_000;
