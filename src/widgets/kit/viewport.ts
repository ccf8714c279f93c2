import { signal } from "@preact/signals";
import { AT_REST, zoomAt, type Camera } from "../../scene/scatter-frame.ts";

/** A canvas that is as large as its box and as fine as the screen, and the camera through which its picture is seen. */
export abstract class Viewport {
  readonly camera = signal<Camera>(AT_REST);
  /** CSS pixels, and device pixels in one of them. */
  protected readonly size = signal({ width: 0, height: 0, density: 1 });

  /**
   * The font may be another: before a new size, and, `anew`, when the shipped font has come, whose names are as wide as no other's.
   * Not before each frame: to be asked for its style, the page must work it out once more.
   */
  protected abstract reletter(anew: boolean): void;

  /** Keeps up with `box` until `abort`. */
  follow(box: HTMLElement, abort: AbortSignal): void {
    const observer = new ResizeObserver(() => {
      this.reletter(false);
      this.size.value = { width: box.clientWidth, height: box.clientHeight, density: devicePixelRatio || 1 };
    });
    observer.observe(box);
    abort.addEventListener("abort", () => observer.disconnect());
    document.fonts.addEventListener("loadingdone", () => this.reletter(true), { signal: abort });
  }

  /** Zooms by `factor` around a place of the canvas; the middle by default. */
  zoom(factor: number, x = this.size.peek().width / 2, y = this.size.peek().height / 2): void {
    this.camera.value = zoomAt(this.camera.peek(), factor, x, y);
  }

  /** By CSS pixels. */
  pan(x: number, y: number): void {
    const camera = this.camera.peek();
    this.camera.value = { ...camera, x: camera.x + x, y: camera.y + y };
  }

  /** Shows everyone. */
  fit(): void {
    this.camera.value = AT_REST;
  }
}
