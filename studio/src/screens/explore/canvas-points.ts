/** Points on a plain canvas, where there is no WebGL: a fixed part of them, so that moving stays smooth. */
import type { Colour, PointPainter } from './gl-points.js';

/** The most points that are drawn. */
export const mostOnCanvas = 20_000;

const css = ([r, g, b]: Colour, alpha: number): string => `rgb(${r * 255} ${g * 255} ${b * 255} / ${alpha})`;

export function createCanvasPainter(canvas: HTMLCanvasElement): PointPainter {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let [xs, ys]: readonly [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];
  let shades: Float32Array | undefined;
  let marks: Uint8Array | undefined;
  /** Every so many-th row is drawn. */
  let stride = 1;
  const painter: PointPainter = {
    kind: 'canvas',
    get drawn() {
      return Math.ceil(xs.length / stride);
    },
    setPoints(nextX, nextY, next) {
      [xs, ys, shades] = [nextX, nextY, next];
      stride = Math.max(1, Math.ceil(xs.length / mostOnCanvas));
    },
    setMarks(next) {
      marks = next;
    },
    draw({ x, y }, { plain, selected, front, ramp }, part) {
      const { width, height } = canvas;
      context.clearRect(0, 0, width, height);
      const ratio = width / Math.max(1, canvas.clientWidth);
      const size = ratio * (xs.length > 5000 ? 2.5 : 5);
      const dot = (i: number, colour: string, side: number): void => {
        const left = (((xs[i] as number) - x[0]) / (x[1] - x[0])) * width;
        const top = height - (((ys[i] as number) - y[0]) / (y[1] - y[0])) * height;
        if (!(left >= 0 && left <= width && top >= 0 && top <= height)) return;
        context.fillStyle = colour;
        context.fillRect(left - side / 2, top - side / 2, side, side);
      };
      const steps = shades === undefined ? [] : ramp.map((colour) => css(colour, 0.6));
      const colourOf = (i: number): string => {
        const shade = shades?.[i];
        return shade === undefined || shade < 0
          ? css(plain, marks === undefined ? 0.55 : 0.22)
          : (steps[Math.min(2, Math.floor(shade * 3))] as string);
      };
      for (let i = 0; i < xs.length; i += stride * part) if ((marks?.[i] ?? 0) === 0) dot(i, colourOf(i), size);
      for (const [mark, colour, side] of [
        [1, css(selected, 0.95), 1.5 * size],
        [2, css(front, 1), 2.4 * size],
      ] as const)
        for (let i = 0; i < (marks?.length ?? 0); i += mark === 2 ? 1 : stride)
          if (marks?.[i] === mark) dot(i, shades === undefined || mark === 2 ? colour : colourOf(i), side);
    },
    measure(view, colours) {
      const begun = performance.now();
      painter.draw(view, colours, 1);
      return performance.now() - begun;
    },
    dispose: () => undefined,
  };
  return painter;
}
