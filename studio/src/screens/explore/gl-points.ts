/**
 * Half a million points by WebGL 2: positions and colours are sent once, a move of the window changes four numbers. Libraries that do this were tried
 * first: regl, on which regl-scatterplot stands, makes functions from texts, which the policy of this page refuses, and the others are larger than the page.
 */
import type { PointView } from './point-view.js';

/** Draws points into one canvas. */
export interface PointPainter {
  readonly kind: 'webgl' | 'canvas';
  /** How many points are drawn of those there are. */
  readonly drawn: number;
  setPoints(xs: Float64Array, ys: Float64Array, shades: Float32Array | undefined): void;
  /** One number a row: 0 plain, 1 selected, 2 on the front. */
  setMarks(marks: Uint8Array | undefined): void;
  /** @param part 1: all points; 4: a random fourth of them, for the frames of a move. */
  draw(view: PointView, colours: PointColours, part: number): void;
  /** How many milliseconds it takes to draw all points once. */
  measure(view: PointView, colours: PointColours): number;
  dispose(): void;
}

/** Colours as red, green, blue from 0 to 1. */
export interface PointColours {
  readonly plain: Colour;
  readonly selected: Colour;
  readonly front: Colour;
  /** Low, middle and high end of the colour column. */
  readonly ramp: readonly [Colour, Colour, Colour];
}
export type Colour = readonly [number, number, number];

const vertex = `#version 300 es
precision highp float;
in vec2 place; in float shade; in float mark;
uniform vec2 scale; uniform vec2 shift; uniform float size; uniform float hasMarks; uniform float layer;
uniform vec3 plain; uniform vec3 selected; uniform vec3 front; uniform vec3 low; uniform vec3 middle; uniform vec3 high; uniform float hasShade;
out vec4 colour;
void main() {
  float m = hasMarks > .5 ? mark : 0.;
  bool isShown = layer < .5 ? m < .5 : (layer < 1.5 ? m > .5 && m < 1.5 : m > 1.5);
  if (!isShown) { gl_Position = vec4(2., 2., 2., 1.); gl_PointSize = 0.; colour = vec4(0.); return; }
  gl_Position = vec4(place * scale + shift, 0., 1.);
  gl_PointSize = size * (m > 1.5 ? 2.6 : m > .5 ? 1.5 : 1.);
  vec3 ramp = shade < .5 ? mix(low, middle, shade * 2.) : mix(middle, high, shade * 2. - 1.);
  vec3 base = hasShade > .5 ? (shade < 0. ? plain : ramp) : (m > .5 ? selected : plain);
  if (m > 1.5) base = front;
  colour = vec4(base, m > .5 ? .95 : (hasMarks > .5 ? .22 : .55));
}`;
const fragment = `#version 300 es
precision mediump float;
in vec4 colour; out vec4 painted;
void main() { if (length(gl_PointCoord - .5) > .55) discard; painted = vec4(colour.rgb * colour.a, colour.a); }`;

/** Undefined where the browser has no WebGL 2. */
export function createGlPainter(canvas: HTMLCanvasElement): PointPainter | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true, premultipliedAlpha: true });
  if (gl === null) return undefined;
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return undefined;
  gl.useProgram(program);
  const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const names = [
    'scale',
    'shift',
    'size',
    'hasMarks',
    'layer',
    'plain',
    'selected',
    'front',
    'low',
    'middle',
    'high',
    'hasShade',
  ] as const;
  const places = Object.fromEntries(names.map((name) => [name, at(name)])) as {
    readonly [name in (typeof names)[number]]: WebGLUniformLocation | null;
  };
  const attribute = (name: string, size: number, type: number, buffer: WebGLBuffer): void => {
    const index = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(index);
    gl.vertexAttribPointer(index, size, type, false, 0, 0);
  };
  const [placeBuffer, shadeBuffer, markBuffer] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  attribute('place', 2, gl.FLOAT, placeBuffer);
  attribute('shade', 1, gl.FLOAT, shadeBuffer);
  attribute('mark', 1, gl.UNSIGNED_BYTE, markBuffer);
  const load = (buffer: WebGLBuffer, data: Float32Array | Uint8Array): void => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  };
  let [count, hasShade, marked] = [0, false, 0];
  let order = new Uint32Array(0);
  // Positions are kept as shares of the first window: single precision is then enough for any unit.
  let base: PointView = { x: [0, 1], y: [0, 1] };
  const painter: PointPainter = {
    kind: 'webgl',
    get drawn() {
      return count;
    },
    setPoints(xs, ys, shades) {
      count = xs.length;
      base = { x: extentOf(xs), y: extentOf(ys) };
      const data = new Float32Array(2 * count);
      const [spanX, spanY] = [base.x[1] - base.x[0], base.y[1] - base.y[0]];
      order = shuffled(count);
      for (let i = 0; i < count; i++) {
        const row = order[i] as number;
        // What is missing lies far outside.
        const [a, b] = [((xs[row] as number) - base.x[0]) / spanX, ((ys[row] as number) - base.y[0]) / spanY];
        data[2 * i] = Number.isFinite(a) ? a : 1e30;
        data[2 * i + 1] = Number.isFinite(b) ? b : 1e30;
      }
      load(placeBuffer, data);
      hasShade = shades !== undefined;
      load(
        shadeBuffer,
        shades === undefined ? new Float32Array(count) : Float32Array.from(order, (row) => shades[row] as number),
      );
      if (marked !== count) load(markBuffer, new Uint8Array(count));
    },
    setMarks(marks) {
      marked = marks === undefined ? 0 : count;
      load(markBuffer, marks === undefined ? new Uint8Array(count) : Uint8Array.from(order, (row) => marks[row] as number));
    },
    draw(view, colours, part) {
      const { width, height } = canvas;
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (count === 0) return;
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      const scaleOf = (window: readonly [number, number], first: readonly [number, number]): readonly [number, number] => {
        const span = window[1] - window[0];
        return [(2 * (first[1] - first[0])) / span, (2 * (first[0] - window[0])) / span - 1];
      };
      const [[sx, ox], [sy, oy]] = [scaleOf(view.x, base.x), scaleOf(view.y, base.y)];
      gl.uniform2f(places.scale, sx, sy);
      gl.uniform2f(places.shift, ox, oy);
      const ratio = canvas.width / Math.max(1, canvas.clientWidth);
      gl.uniform1f(places.size, ratio * (count > 100_000 ? 2 : count > 5000 ? 3 : 6));
      gl.uniform1f(places.hasMarks, marked > 0 ? 1 : 0);
      gl.uniform1f(places.hasShade, hasShade ? 1 : 0);
      const paint = (place: WebGLUniformLocation | null, [r, g, b]: Colour): void => gl.uniform3f(place, r, g, b);
      paint(places.plain, colours.plain);
      paint(places.selected, colours.selected);
      paint(places.front, colours.front);
      paint(places.low, colours.ramp[0]);
      paint(places.middle, colours.ramp[1]);
      paint(places.high, colours.ramp[2]);
      for (const layer of marked > 0 ? [0, 1, 2] : [0]) {
        gl.uniform1f(places.layer, layer);
        gl.drawArrays(gl.POINTS, 0, Math.ceil(count / part));
      }
    },
    measure(view, colours) {
      const begun = performance.now();
      painter.draw(view, colours, 1);
      // Reading waits until everything is drawn.
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      return performance.now() - begun;
    },
    dispose() {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
  return painter;
}

/** Every row once, in an order of which any beginning is spread over all rows. */
function shuffled(count: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  let step = Math.max(1, Math.round(count * 0.618));
  while (commonDivisor(step, count) > 1) step++;
  for (let i = 0, row = 0; i < count; i++, row = (row + step) % count) order[i] = row;
  return order;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function extentOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return high > low ? [low, high] : high === low ? [low - 0.5, high + 0.5] : [0, 1];
}
