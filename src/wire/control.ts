/** What people may ask of a town's pace: the body of POST /v1/town/{id}/control. */
export type ControlBody =
  | { readonly action: "pause" | "resume" }
  | { readonly action: "step"; readonly by?: "event" | "phase" | "day" }
  /** Times the town's own pace: 0.25 to 64, or as fast as it goes. */
  | { readonly action: "speed"; readonly speed: number | "max" }
  /** `day:12/evening`: runs until that moment begins, and pauses there. */
  | { readonly action: "run_until"; readonly until: string };
