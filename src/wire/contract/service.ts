import { z } from "zod";
import { component } from "./component.ts";
import { text, whole } from "./fields.ts";
import { json, route } from "./route.ts";

/** The server itself. */

export const SERVICE = {
  getOpenApi: route({
    method: "GET",
    path: "/openapi.json",
    tag: "service",
    summary: "This document",
    access: "open",
    conditional: "contract",
    answers: { 200: json(z.looseObject({ openapi: text("The version of OpenAPI.", "3.1.1") }), "OpenAPI 3.1.") },
  }),
  getDocs: route({
    method: "GET",
    path: "/docs",
    tag: "service",
    summary: "This document, for people",
    access: "open",
    answers: { 200: { description: "A page.", content: { "text/html": text("HTML.") } } },
  }),
  getHealth: route({
    method: "GET",
    path: "/healthz",
    tag: "service",
    summary: "Whether the process answers",
    access: "open",
    answers: {
      200: json(
        component(
          "Health",
          "It answers.",
          z.object({
            status: z.literal("ok"),
            uptime_s: whole("Seconds since the server began."),
            towns: whole("Towns here."),
          }),
        ),
        "It does.",
      ),
    },
  }),
  getReadiness: route({
    method: "GET",
    path: "/readyz",
    tag: "service",
    summary: "Whether this server should be asked",
    description: "503 while it starts, while a gateway waits for NATS the first time, and while it ends.",
    access: "open",
    answers: {
      200: json(component("Readiness", "It should.", z.object({ status: z.literal("ready") })), "It should."),
    },
    refusals: ["closed", "unavailable"],
  }),
  getMetrics: route({
    method: "GET",
    path: "/metrics",
    tag: "service",
    summary: "What this server counts, for Prometheus",
    access: "operate",
    answers: { 200: { description: "Metrics.", content: { "text/plain": text("Prometheus' text format.") } } },
  }),
} as const;
