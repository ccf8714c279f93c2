import { signal, type ReadonlySignal } from "@preact/signals";
import { save } from "./save.ts";

/** How the last thing that was to be saved went. */
type Said = { readonly kind: "nothing" | "saved" | "failed"; readonly words: string };

/** Makes files and hands them over, one at a time, and says how it went. */
export class Saving {
  readonly #said = signal<Said>({ kind: "nothing", words: "" });
  readonly #busy = signal(false);

  get said(): ReadonlySignal<Said> {
    return this.#said;
  }

  get busy(): ReadonlySignal<boolean> {
    return this.#busy;
  }

  /** @param make the file; what it throws is said, but for an AbortError, which someone wanted */
  async save(name: string, make: () => Blob | Promise<Blob>): Promise<void> {
    if (this.#busy.peek()) return;
    this.#busy.value = true;
    this.#said.value = { kind: "nothing", words: "" };
    try {
      const file = await make();
      save(file, name);
      this.#said.value = { kind: "saved", words: `Saved ${name}, ${sizeInWords(file.size)}.` };
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      const why = error instanceof Error ? error.message : String(error);
      this.#said.value = { kind: "failed", words: `${name} could not be made: ${why}` };
    } finally {
      this.#busy.value = false;
    }
  }
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 999_500 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
