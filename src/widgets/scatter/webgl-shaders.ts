/**
 * The marks of a crowd on the graphics card: the geometry of `scatter-shape.ts` and the strokes of `mark-painter.ts`, as signed
 * distances (Quilez, "2D distance functions"). Lengths are CSS pixels, y downward, like everywhere in the scene.
 */

/** Projects and glides. Attributes are `Crowd`'s columns and `Looks`. */
export const VERTEX = `#version 300 es
layout(location = 0) in vec4 fromA;
layout(location = 1) in vec4 fromB;
layout(location = 2) in vec4 toA;
layout(location = 3) in vec4 toB;
layout(location = 4) in float start;
layout(location = 5) in vec4 place;
layout(location = 6) in uint look;
uniform vec4 across[2], up[2]; // seven weights, and what is to be added
uniform vec4 frame;            // origin x and y, scale, radius
uniform vec3 screen;           // width, height, density
uniform vec2 time;             // now, 1 / time constant
uniform vec2 embedded;         // 1 or 0, share of the way
uniform bool jitter;
uniform vec3 fills[7], strokes[7];
flat out uint kind;
flat out float reach;
flat out vec3 fill, stroke;

void main() {
  float share = 1.0 - exp(-max(0.0, time.x - start) * time.y);
  vec4 a = mix(fromA, toA, share);
  vec4 b = vec4(mix(fromB.xyz, toB.xyz, share), 1.0);
  vec2 plane = vec2(dot(a, across[0]) + dot(b, across[1]), dot(a, up[0]) + dot(b, up[1]));
  if (embedded.x > 0.5) plane = mix(place.xy, place.zw, embedded.y);
  vec2 at = frame.xy + frame.z * plane * vec2(1.0, -1.0);
  if (jitter) at += frame.w * (2.0 * vec2(fromB.w, toB.w) - 1.0);
  kind = look;
  uint hue = (look >> 2u) & 7u;
  fill = fills[hue];
  stroke = strokes[hue];
  uint shape = look & 3u;
  bool arcs = ((look >> 6u) & 7u) > 0u;
  // No more than the mark: what is drawn of nothing costs as much.
  reach = frame.w * (arcs ? 2.0 : shape == 2u ? 1.5 : shape == 1u ? 1.26 : 1.0) + 1.75;
  gl_Position = vec4(2.0 * at.x / screen.x - 1.0, 1.0 - 2.0 * at.y / screen.y, 0.0, 1.0);
  gl_PointSize = 2.0 * reach * screen.z;
}`;

/** Ground, fill, outline and arcs over each other, each with an edge one device pixel soft. */
export const FRAGMENT = `#version 300 es
precision highp float;
flat in uint kind;
flat in float reach;
flat in vec3 fill, stroke;
uniform vec4 frame;
uniform vec3 screen;
uniform vec3 fills[7], ground;
uniform float dim;
out vec4 colour;

const float TURN = 6.283185307179586;

float star(vec2 p, float outer, float inner) {
  const vec2 k1 = vec2(0.809016994375, -0.587785252292);
  const vec2 k2 = vec2(-k1.x, k1.y);
  p.x = abs(p.x);
  p -= 2.0 * max(dot(k1, p), 0.0) * k1;
  p -= 2.0 * max(dot(k2, p), 0.0) * k2;
  p.x = abs(p.x);
  p.y -= outer;
  vec2 edge = inner / outer * vec2(-k1.y, k1.x) - vec2(0.0, 1.0);
  float h = clamp(dot(p, edge) / dot(edge, edge), 0.0, outer);
  return length(p - edge * h) * sign(p.y * edge.x - p.x * edge.y);
}

float cover(float distance) {
  return clamp(0.5 - distance * screen.z, 0.0, 1.0);
}

void lay(vec3 paint, float share) {
  colour = vec4(paint * share, share) + colour * (1.0 - share);
}

void main() {
  vec2 p = (gl_PointCoord * 2.0 - 1.0) * reach;
  float r = frame.w;
  uint shape = kind & 3u;
  colour = vec4(0.0);
  // Most are circles and diamonds: they take the short way, which is what software that stands in for a card needs.
  float d = length(p) - r;
  if (shape == 1u) d = (abs(p.x) + abs(p.y)) * 0.7071067811865 - r * 0.8862269254528;
  if (shape == 2u) d = star(vec2(p.x, -p.y), 1.5 * r, 0.72 * r);
  if (shape == 3u) {
    d += 0.2 * r;
    lay(ground, cover(d));
    lay(stroke, cover(abs(d) - max(1.0, 0.32 * r) / 2.0));
  } else {
    lay(ground, cover(d - 1.25));
    // The line is half outside; where it has the fill's colour, the two are one.
    float line = min(1.0, 0.24 * r) / 2.0;
    if (stroke != fill) lay(stroke, cover(d - line));
    lay(fill, cover(stroke == fill ? d - line : d + line));
  }
  uint arcs = (kind >> 6u) & 7u;
  if (arcs > 0u) {
    float count = float(arcs);
    float gap = min(0.3, TURN / (4.0 * count));
    float angle = mod(atan(p.x, -p.y), TURN);
    float index = min(floor(angle * count / TURN), count - 1.0);
    float within = angle - index * TURN / count;
    float ends = max(gap / 2.0 - within, within - TURN / count + gap / 2.0) * length(p);
    float band = abs(length(p) - 1.8 * r) - max(1.5, 0.36 * r) / 2.0;
    uint arc = (kind >> (9u + 3u * uint(index))) & 7u;
    lay(fills[arc], min(cover(band), cover(ends)));
  }
  if ((kind & 32u) != 0u) colour *= dim;
}`;
