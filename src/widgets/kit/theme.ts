import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Theme } from "../../scene/palette.ts";

/**
 * The theme to draw in: the wish (`light` or `dark`; anything else is no wish), else the host's (the page's own
 * `data-theme`, Jupyter's, marimo's), else the system's. Follows all three until `abort`.
 */
export function themeSignal(wish: ReadonlySignal<unknown>, abort: AbortSignal): ReadonlySignal<Theme> {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const around = signal(surroundings(system));
  const look = () => {
    around.value = surroundings(system);
  };
  const watcher = new MutationObserver(look);
  const attributeFilter = ["class", "data-theme", "data-jp-theme-light"];
  for (const element of [document.documentElement, document.body]) watcher.observe(element, { attributeFilter });
  system.addEventListener("change", look, { signal: abort });
  abort.addEventListener("abort", () => watcher.disconnect());
  return computed(() => (wish.value === "light" || wish.value === "dark" ? wish.value : around.value));
}

function surroundings(system: MediaQueryList): Theme {
  for (const element of [document.body, document.documentElement]) {
    const { theme, jpThemeLight } = element.dataset;
    if (theme === "light" || theme === "dark") return theme;
    if (jpThemeLight !== undefined) return jpThemeLight === "true" ? "light" : "dark";
    if (element.classList.contains("dark")) return "dark";
    if (element.classList.contains("light")) return "light";
  }
  return system.matches ? "dark" : "light";
}
