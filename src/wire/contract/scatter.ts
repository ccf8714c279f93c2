import { z } from "zod";
import { component } from "./component.ts";
import { flag, list, oneOf, real, text, whole, words } from "./fields.ts";
import { AT } from "./query.ts";
import { json, route } from "./route.ts";

/** The picture of a town: everyone in eigenvector space, in the plane of a projection. */

const axis = z.object({
  label: text("Its name.", "PC1"),
  explained: real("Share of the variance along it.", 0, 1),
  sentence: text("What it means."),
  weights: z
    .record(z.string(), real("A weight."))
    .meta({ description: "By trait: a coordinate is the sum of (trait - mean) x weight." }),
});

const ScatterSchema = component(
  "Scatter",
  "Everyone in the plane: what a program needs to draw it by itself.",
  z.object({
    seq: whole("The moment."),
    projection: text("What was asked for.", "pca"),
    unstable: flag("Which plane is shown is almost a matter of chance: the next component explains nearly as much."),
    axes: z.tuple([axis, axis]).meta({ description: "Across and up." }),
    domain: z
      .object({ left: real("Left."), right: real("Right."), bottom: real("Bottom."), top: real("Top.") })
      .meta({ description: "The part of the plane worth seeing, constant within a phase." }),
    points: list(
      z.object({
        citizen: text("Their id.", "alice"),
        name: text("Their name."),
        x: real("Across, in trait units."),
        y: real("Up, in trait units."),
        kind: oneOf(["member", "bridge", "unaffiliated"], "Of one coalition, of several, of none."),
        coalitions: list(text("A coalition's id."), "Theirs, in the order of forming."),
      }),
      "In the town's order.",
    ),
  }),
);

export const SCATTER = {
  getScatter: route({
    method: "GET",
    path: "/v1/town/{id}/scatter",
    tag: "citizens",
    summary: "Everyone in eigenvector space: as data, as a picture, in letters",
    access: "observe",
    conditional: "state",
    query: {
      projection: words("pca, axes:<trait>,<trait>, or linear:<sum of traits>;<sum of traits>.", "axes:warmth,trust")
        .default("pca")
        .meta({ description: "pca, axes:<trait>,<trait>, or linear:<sum of traits>;<sum of traits>." }),
      format: oneOf(["json", "svg", "text"], "As what.").default("json"),
      width: whole(
        "Of a picture in px from 120, by default 960; of letters in letters, by default 72.",
        16,
        4096,
      ).optional(),
      height: whole(
        "Of a picture in px from 120, by default 640; of letters in lines, by default 24.",
        8,
        4096,
      ).optional(),
      theme: oneOf(["light", "dark"], "Of a picture.").default("light"),
      ...AT,
    },
    answers: {
      200: {
        description: "Everyone.",
        content: {
          ...json(ScatterSchema, "").content,
          "image/svg+xml": text("A picture that stands alone."),
          "text/plain": text("Letters."),
        },
      },
    },
  }),
} as const;
