import {
  BRIDGE_MARK,
  COALITION_HUES,
  coalitionMark,
  NEUTRALS,
  UNAFFILIATED_MARK,
  type Theme,
} from "../../scene/palette.ts";
import type { ScatterScene } from "../../scene/scatter.ts";
import type { Cast } from "../../scene/scatter-cast.ts";
import { shareAt, STRIDE, type Crowd } from "../../scene/scatter-crowd.ts";
import { looksOf } from "../../scene/scatter-looks.ts";
import { TIME_CONSTANT, type Plane } from "../../scene/scatter-motion.ts";
import { DIM } from "../kit/mark-painter.ts";
import { resize } from "./paint.ts";
import type { CrowdView } from "./renderer.ts";
import { FRAGMENT, VERTEX } from "./webgl-shaders.ts";

/** The marks of a crowd, drawn by the graphics card from its columns. */
type WebglMarks = {
  /** Draws the scene's citizens; false while the context is lost. 0.3 ms of script for 100,000 who hold still. */
  draw(scene: ScatterScene, density: number, view: CrowdView): boolean;
  close(): void;
};

/** On `canvas`, which it clears; undefined where there is no WebGL2. `again`: called when a lost context is back. */
export function webglMarks(canvas: HTMLCanvasElement, again: () => void): WebglMarks | undefined {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
  if (!gl) return undefined;
  const listening = new AbortController();
  const { signal } = listening;
  let stage: Stage | undefined;
  const lost = (event: Event) => {
    // Without this it is never given back.
    event.preventDefault();
    stage = undefined;
    again();
  };
  canvas.addEventListener("webglcontextlost", lost, { signal });
  canvas.addEventListener("webglcontextrestored", again, { signal });
  return {
    draw(scene, density, view) {
      if (gl.isContextLost()) return false;
      if (stage?.crowd !== view.crowd) {
        stage?.free();
        stage = new Stage(gl, view.crowd);
      }
      resize(canvas, scene.frame, density);
      stage.draw(scene, density, view);
      return true;
    },
    close() {
      listening.abort();
      // A page has few contexts: one that waits for the garbage collector is missed elsewhere.
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

/** One crowd's buffers and the program that draws them. */
class Stage {
  readonly crowd: Crowd;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: Readonly<Record<"traits" | "starts" | "places" | "looks" | "order", WebGLBuffer>>;
  readonly #array: WebGLVertexArrayObject;
  readonly #uniform: (name: string) => WebGLUniformLocation | null;
  /** What the card has: counts of the crowd, and of whom the looks are. */
  #moves = -1;
  #placings = -1;
  #dressed: { readonly cast: Cast; readonly back: Uint8Array } | undefined;
  #theme: Theme | undefined;

  constructor(gl: WebGL2RenderingContext, crowd: Crowd) {
    this.#gl = gl;
    this.crowd = crowd;
    this.#program = program(gl);
    const known = new Map<string, WebGLUniformLocation | null>();
    this.#uniform = (name) => {
      if (!known.has(name)) known.set(name, gl.getUniformLocation(this.#program, name));
      return known.get(name)!;
    };
    this.#array = gl.createVertexArray();
    gl.bindVertexArray(this.#array);
    const buffer = (data: ArrayBufferView, target: GLenum = gl.ARRAY_BUFFER) => {
      const made = gl.createBuffer();
      gl.bindBuffer(target, made);
      gl.bufferData(target, data, gl.DYNAMIC_DRAW);
      return made;
    };
    const traits = buffer(crowd.traits);
    for (let i = 0; i < 4; i++) gl.vertexAttribPointer(i, 4, gl.UNSIGNED_SHORT, true, 2 * STRIDE, 8 * i);
    const starts = buffer(crowd.starts);
    gl.vertexAttribPointer(4, 1, gl.FLOAT, false, 0, 0);
    const places = buffer(crowd.places);
    gl.vertexAttribPointer(5, 4, gl.FLOAT, false, 0, 0);
    const looks = buffer(new Uint32Array(crowd.size));
    gl.vertexAttribIPointer(6, 1, gl.UNSIGNED_INT, 0, 0);
    for (let i = 0; i <= 6; i++) gl.enableVertexAttribArray(i);
    const order = buffer(new Uint32Array(crowd.size), gl.ELEMENT_ARRAY_BUFFER);
    this.#buffers = { traits, starts, places, looks, order };
    this.#moves = crowd.moves;
    this.#placings = crowd.placings;
  }

  draw(scene: ScatterScene, density: number, { plane, now }: CrowdView): void {
    const gl = this.#gl;
    const { frame, radius, theme, jitter } = scene;
    const { crowd } = this;
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#array);
    this.#take();
    this.#dress(scene);
    this.#paint(theme);
    const { across, up } = weights(plane);
    gl.uniform4fv(this.#uniform("across"), across);
    gl.uniform4fv(this.#uniform("up"), up);
    gl.uniform4f(this.#uniform("frame"), frame.originX, frame.originY, frame.scale, radius);
    gl.uniform3f(this.#uniform("screen"), frame.width, frame.height, density);
    gl.uniform2f(this.#uniform("time"), now, 1 / TIME_CONSTANT);
    gl.uniform2f(this.#uniform("embedded"), Number(crowd.embedded), shareAt(now - crowd.setOff));
    gl.uniform1i(this.#uniform("jitter"), Number(jitter !== undefined));
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // Nothing beyond the axes.
    gl.enable(gl.SCISSOR_TEST);
    const low = Math.ceil((frame.height - frame.plot.bottom + 1) * density);
    gl.scissor(Math.ceil((frame.plot.left + 1) * density), low, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawElements(gl.POINTS, crowd.size, gl.UNSIGNED_INT, 0);
    gl.bindVertexArray(null);
  }

  free(): void {
    for (const buffer of Object.values(this.#buffers)) this.#gl.deleteBuffer(buffer);
    this.#gl.deleteVertexArray(this.#array);
    this.#gl.deleteProgram(this.#program);
  }

  /** Sends the card what has changed of the crowd. */
  #take(): void {
    const [gl, { crowd }] = [this.#gl, this];
    if (crowd.moves !== this.#moves) {
      const few = crowd.moves === this.#moves + 1 ? crowd.moved : undefined;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.traits);
      if (!few) gl.bufferSubData(gl.ARRAY_BUFFER, 0, crowd.traits);
      for (const row of few ?? [])
        gl.bufferSubData(gl.ARRAY_BUFFER, 2 * STRIDE * row, crowd.traits, STRIDE * row, STRIDE);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.starts);
      if (!few) gl.bufferSubData(gl.ARRAY_BUFFER, 0, crowd.starts);
      for (const row of few ?? []) gl.bufferSubData(gl.ARRAY_BUFFER, 4 * row, crowd.starts, row, 1);
      this.#moves = crowd.moves;
    }
    if (crowd.placings !== this.#placings) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.places);
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, crowd.places);
      this.#placings = crowd.placings;
    }
  }

  #dress({ cast, back }: ScatterScene): void {
    if (this.#dressed?.cast === cast && sameBytes(this.#dressed.back, back)) return;
    const gl = this.#gl;
    const { looks, order } = looksOf(cast, back);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.looks);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, looks);
    gl.bufferSubData(gl.ELEMENT_ARRAY_BUFFER, 0, order);
    this.#dressed = { cast, back };
  }

  #paint(theme: Theme): void {
    if (this.#theme === theme) return;
    const gl = this.#gl;
    const marks = [
      ...Array.from({ length: COALITION_HUES }, (_, hue) => coalitionMark(hue)),
      BRIDGE_MARK,
      UNAFFILIATED_MARK,
    ];
    gl.uniform3fv(
      this.#uniform("fills"),
      marks.flatMap(({ fill }) => channels(fill[theme])),
    );
    gl.uniform3fv(
      this.#uniform("strokes"),
      marks.flatMap(({ outline }) => channels(outline[theme])),
    );
    gl.uniform3fv(this.#uniform("ground"), channels(NEUTRALS.ground[theme]));
    gl.uniform1f(this.#uniform("dim"), DIM);
    this.#theme = theme;
  }
}

/** An axis as the shader takes it: seven weights, and what makes the mean its origin. */
function weights({ mean, x, y }: Plane): { readonly across: readonly number[]; readonly up: readonly number[] } {
  const origin = (axis: Float64Array) => -mean.reduce((sum, value, k) => sum + value * axis[k], 0);
  return { across: [...x, origin(x)], up: [...y, origin(y)] };
}

function program(gl: WebGL2RenderingContext): WebGLProgram {
  const made = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(made);
  // A lost context links nothing, and says so by itself.
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(`the marks' shaders don't link: ${gl.getProgramInfoLog(made)}`);
  return made;
}

/** `#rrggbb` as shares of 1. */
function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
