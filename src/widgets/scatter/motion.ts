import type { Domain } from "../../scene/scatter-frame.ts";
import { Crowd } from "../../scene/scatter-crowd.ts";
import { Glide, placesOf, type Plane } from "../../scene/scatter-motion.ts";
import type { CrowdView } from "./renderer.ts";

/** How citizens get from where they were shown to where they are: one by one in a small town, on the graphics card in a crowd. */
export type Motion = {
  /** Heads for traits (7 a row) in a plane; at once if `still`. `now` is of the clock of animation frames. */
  aim(traits: Float64Array, plane: Plane, domain: Domain, now: number, still: boolean): void;
  /** Heads for an embedding's positions (x0, y0, ... by row). */
  embed(positions: Float64Array, domain: Domain, now: number, still: boolean): void;
  /** A frame, `passed` milliseconds after the last: what to draw, or undefined before the first aim. */
  step(now: number, passed: number): Step | undefined;
};

type Step = {
  /** In a crowd, of where everyone is going. */
  readonly positions: ArrayLike<number>;
  readonly domain: Domain;
  /** The plane as it is on the way; undefined in an embedding. */
  readonly plane: Plane | undefined;
  readonly moving: boolean;
  readonly crowd?: CrowdView;
  /** `positions` were aimed anew since the last step, and did not come there by themselves. */
  readonly jumped: boolean;
};

export function fewMotion(): Motion {
  const glide = new Glide();
  return {
    aim: (traits, plane, domain, _, still) => glide.aim({ kind: "plane", traits, plane, domain }, still),
    embed: (positions, domain, _, still) => glide.aim({ kind: "points", positions, domain }, still),
    step(_, passed) {
      glide.step(passed);
      const { pose, moving } = glide;
      if (!pose) return undefined;
      const plane = pose.kind === "plane" ? pose.plane : undefined;
      return { positions: placesOf(pose), domain: pose.domain, plane, moving, jumped: false };
    },
  };
}

/** Of a town of `size` citizens. */
export function crowdMotion(size: number): Motion & { readonly crowd: Crowd } {
  const crowd = new Crowd(size);
  /** Of the plane and the domain alone. */
  const glide = new Glide();
  let jumped = false;
  const glideTo = (plane: Plane, domain: Domain, still: boolean) =>
    glide.aim({ kind: "plane", traits: NOBODY, plane, domain }, still);
  return {
    crowd,
    aim(traits, plane, domain, now, still) {
      jumped = crowd.aim(traits, plane, now, still) || jumped;
      // What is seen by its places turns no plane: it comes home to one that is there.
      glideTo(plane, domain, still);
    },
    embed(positions, domain, now, still) {
      crowd.embed(positions, now, still);
      jumped = true;
      const { pose } = glide;
      glideTo(pose?.kind === "plane" ? pose.plane : NO_PLANE, domain, still);
    },
    step(now, passed) {
      crowd.pass(now);
      glide.step(passed);
      const { pose, moving } = glide;
      if (pose?.kind !== "plane") return undefined;
      const step = {
        positions: crowd.positions,
        domain: pose.domain,
        plane: crowd.embedded ? undefined : pose.plane,
        moving: moving || crowd.isMoving(now),
        crowd: { crowd, plane: pose.plane, now },
        jumped,
      };
      jumped = false;
      return step;
    },
  };
}

const NOBODY = new Float64Array(0);
const NO_PLANE: Plane = { mean: new Float64Array(7), x: new Float64Array(7), y: new Float64Array(7) };
