import { computed, effect, signal, type Signal } from "@preact/signals";
import { remember, remembered } from "./memory.ts";

const STORED = "agent-town-theme";

/**
 * Dresses the document in the theme that the trait wishes (`light` or `dark`), else in the system's, and remembers the
 * wish for the next visit. Returns what turns it over.
 */
export function dress(wish: Signal<string>): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const system = signal(media.matches ? "dark" : "light");
  media.addEventListener("change", () => (system.value = media.matches ? "dark" : "light"));
  const theme = computed(() => (wish.value === "light" || wish.value === "dark" ? wish.value : system.value));
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    remember(STORED, wish.value === "auto" ? undefined : wish.value);
  });
  return () => {
    const other = theme.peek() === "dark" ? "light" : "dark";
    // Back at what the system says, the page follows the system again.
    wish.value = other === system.peek() ? "auto" : other;
  };
}

/** The wish of the last visit, or `auto`. */
export function storedTheme(): string {
  return remembered(STORED) ?? "auto";
}
