/** The plot: points of two columns, coloured by a third; drag to move, wheel to zoom, shift and drag (or the tool Select) to brush. */
import { fullCount, niceTicks, tickText } from 'assay';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { createCanvasPainter } from './canvas-points.js';
import { createGlPainter, type PointPainter } from './gl-points.js';
import { nearestRow, paddedRange, panned, rowsInside, zoomed, type PointView } from './point-view.js';
import { readColours } from './read-colours.js';

/** A column with its numbers. */
export interface Axis {
  readonly name: string;
  readonly values: Float64Array;
  readonly min: number;
  readonly max: number;
}

/** A bound of a column. */
export interface PlotLimit {
  readonly column: string;
  readonly value: number;
  readonly text: string;
}

interface ScatterProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly shade: Axis | undefined;
  readonly marks: Uint8Array | undefined;
  /** Bounds of columns, drawn as lines where their column is an axis. */
  readonly limits: readonly PlotLimit[];
  readonly onSelect: (rows: Uint32Array) => void;
  readonly onHover: (row: number | undefined) => void;
  /** The canvas, for pictures. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly onView: (view: PointView) => void;
}

const margins = { left: 72, bottom: 46, top: 10, right: 12 } as const;
type Tool = 'move' | 'select';

/** How many points a frame of a move can draw. */
interface Pace {
  /** One of how many; undefined until it is measured. */
  part: number | undefined;
  movedAt: number;
  timer: number;
}

/** Milliseconds a frame of a move may take, and after which a move rests. */
const frameMs = 16;
const restMs = 200;

const partFor = (allMs: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(allMs / frameMs)));

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly isBrush: boolean;
  readonly view: PointView;
}

/** The points with their axes. */
export function Scatter({ x, y, shade, marks, limits, onSelect, onHover, canvas, onView }: ScatterProps) {
  const painter = useRef<PointPainter | undefined>(undefined);
  const drag = useRef<Drag | undefined>(undefined);
  const whole: PointView = { x: rangeOf(x, limits), y: rangeOf(y, limits) };
  const [view, setView] = useState(whole);
  const shown = useRef(view);
  const isAsked = useRef(false);
  const pace = useRef<Pace>({ part: undefined, movedAt: -Infinity, timer: 0 });
  const [tool, setTool] = useState<Tool>('move');
  const [brush, setBrush] = useState<{
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  }>();
  const [size, setSize] = useState({ width: 800, height: 480 });
  const [note, setNote] = useState('');

  /** Draws all points, or, within a move, as many as keep it smooth; all of them once it rests. */
  const paint = (made: PointPainter, element: HTMLCanvasElement): void => {
    const colours = readColours(element);
    const { part, movedAt, timer } = pace.current;
    clearTimeout(timer);
    if (part === undefined) {
      pace.current.part = partFor(made.measure(shown.current, colours));
      return;
    }
    const isMoving = performance.now() - movedAt < restMs;
    made.draw(shown.current, colours, isMoving ? part : 1);
    if (isMoving && part > 1)
      pace.current.timer = setTimeout(() => made.draw(shown.current, readColours(element), 1), restMs) as unknown as number;
  };
  const move = (change: (before: PointView) => PointView): void => {
    pace.current.movedAt = performance.now();
    setView(change);
  };
  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const made = createGlPainter(element) ?? createCanvasPainter(element);
    painter.current = made;
    const resize = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    resize.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const repaint = (): void => setSize((before) => ({ ...before }));
    dark.addEventListener('change', repaint);
    return () => {
      resize.disconnect();
      dark.removeEventListener('change', repaint);
      clearTimeout(pace.current.timer);
      made.dispose();
    };
  }, []);
  useLayoutEffect(() => setView(whole), [x, y]);
  useLayoutEffect(() => {
    const made = painter.current;
    if (made === undefined) return;
    pace.current.part = undefined;
    made.setPoints(x.values, y.values, shade === undefined ? undefined : shadesOf(shade));
    const all = x.values.length;
    setNote(
      made.kind === 'webgl'
        ? ''
        : `This browser has no WebGL: ${fullCount(made.drawn)} of ${fullCount(all)} points are drawn; selections count all.`,
    );
  }, [x, y, shade]);
  useLayoutEffect(() => painter.current?.setMarks(marks), [marks, x, y]);
  useLayoutEffect(() => {
    shown.current = view;
    // One frame is enough for all that changed before it.
    if (!isAsked.current) {
      isAsked.current = true;
      requestAnimationFrame(() => {
        isAsked.current = false;
        const element = canvas.current;
        if (element === null || painter.current === undefined) return;
        const ratio = Math.min(2, devicePixelRatio);
        const [width, height] = [Math.round(element.clientWidth * ratio), Math.round(element.clientHeight * ratio)];
        if (element.width !== width || element.height !== height) [element.width, element.height] = [width, height];
        paint(painter.current, element);
        element.dataset['painted'] = String(Number(element.dataset['painted'] ?? 0) + 1);
      });
    }
    onView(view);
  }, [view, size, marks, x, y, shade]);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height] as const;
      move((before) => zoomed(before, Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 300), at[0], at[1]));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const shares = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const box = (canvas.current as HTMLCanvasElement).getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: 1 - (event.clientY - box.top) / box.height };
  };
  const unitsOf = ({ x: a, y: b }: { readonly x: number; readonly y: number }, { x: wx, y: wy }: PointView) => ({
    x: wx[0] + a * (wx[1] - wx[0]),
    y: wy[0] + b * (wy[1] - wy[0]),
  });
  const onDown = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    drag.current = { ...shares(event), isBrush: tool === 'select' || event.shiftKey, view };
  };
  const onMove = (event: PointerEvent): void => {
    const here = shares(event);
    const from = drag.current;
    if (from === undefined) return;
    if (!from.isBrush) move(() => panned(from.view, here.x - from.x, here.y - from.y));
    else
      setBrush({
        left: Math.min(from.x, here.x),
        top: 1 - Math.max(from.y, here.y),
        width: Math.abs(here.x - from.x),
        height: Math.abs(here.y - from.y),
      });
  };
  const onUp = (event: PointerEvent): void => {
    const from = drag.current;
    drag.current = undefined;
    if (from === undefined) return;
    const here = shares(event);
    setBrush(undefined);
    if (Math.abs(here.x - from.x) + Math.abs(here.y - from.y) < 0.005) {
      onHover(nearestRow(x.values, y.values, view, unitsOf(here, view), [10 / size.width, 10 / size.height]));
      return;
    }
    if (!from.isBrush) return;
    const [a, b] = [unitsOf(from, view), unitsOf(here, view)];
    onSelect(
      rowsInside(x.values, y.values, {
        x: [Math.min(a.x, b.x), Math.max(a.x, b.x)],
        y: [Math.min(a.y, b.y), Math.max(a.y, b.y)],
      }),
    );
  };
  const onKey = (event: KeyboardEvent): void => {
    const moves: { readonly [key: string]: (before: PointView) => PointView } = {
      ArrowLeft: (before) => panned(before, 0.1, 0),
      ArrowRight: (before) => panned(before, -0.1, 0),
      ArrowUp: (before) => panned(before, 0, -0.1),
      ArrowDown: (before) => panned(before, 0, 0.1),
      '+': (before) => zoomed(before, 0.8),
      '-': (before) => zoomed(before, 1.25),
      '0': () => whole,
    };
    const change = moves[event.key];
    if (change !== undefined) move(change);
    else if (event.key === 'Enter') onSelect(rowsInside(x.values, y.values, view));
    else return;
    event.preventDefault();
  };
  return (
    <div class="point-plot">
      <div class="controls" role="group" aria-label="Tools of the plot">
        {(['move', 'select'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="tool" checked={tool === one} onChange={() => setTool(one)} />{' '}
            {one === 'move' ? 'Move' : 'Select'}
          </label>
        ))}
        <button type="button" onClick={() => move((before) => zoomed(before, 0.7))} aria-label="Zoom in">
          +
        </button>
        <button type="button" onClick={() => move((before) => zoomed(before, 1 / 0.7))} aria-label="Zoom out">
          −
        </button>
        <button type="button" onClick={() => setView(whole)}>
          Show all
        </button>
        <button type="button" onClick={() => onSelect(rowsInside(x.values, y.values, view))}>
          Select what is shown
        </button>
      </div>
      {note !== '' && (
        <p class="problem" role="status">
          {note}
        </p>
      )}
      <div class="frame">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={`${y.name} against ${x.name}. Arrow keys move, + and - zoom, 0 shows all, Enter selects what is shown.`}
          style={{ cursor: tool === 'select' ? 'crosshair' : 'grab' }}
          onPointerDown={onDown}
          onPointerMove={onMove}
          onPointerUp={onUp}
          onPointerCancel={onUp}
          onKeyDown={onKey}
        />
        {brush !== undefined && (
          <div
            class="brush"
            style={{
              left: `calc(${margins.left}px + ${brush.left * size.width}px)`,
              top: `calc(${margins.top}px + ${brush.top * size.height}px)`,
              width: `${brush.width * size.width}px`,
              height: `${brush.height * size.height}px`,
            }}
          />
        )}
        <Axes view={view} size={size} x={x.name} y={y.name} limits={limits} />
      </div>
      {shade !== undefined && (
        <p class="key hint">
          {shade.name}: {tickText(shade.min)} <span class="ramp" aria-hidden="true" /> {tickText(shade.max)}
        </p>
      )}
    </div>
  );
}

interface AxesProps {
  readonly view: PointView;
  readonly size: { readonly width: number; readonly height: number };
  readonly x: string;
  readonly y: string;
  readonly limits: readonly PlotLimit[];
}

function Axes({ view, size, x, y, limits }: AxesProps) {
  const place = (value: number, [low, high]: readonly [number, number], length: number): number =>
    ((value - low) / (high - low)) * length;
  return (
    <svg
      class="axes"
      aria-hidden="true"
      width={size.width + margins.left + margins.right}
      height={size.height + margins.top + margins.bottom}
    >
      <g transform={`translate(${margins.left},${margins.top})`}>
        <rect class="box" width={size.width} height={size.height} />
        {niceTicks(view.x, Math.max(2, size.width / 110)).map((tick) => (
          <g key={tick} transform={`translate(${place(tick, view.x, size.width)},${size.height})`}>
            <path d="M0,0v5" />
            <text y={19} text-anchor="middle">
              {shortTick(tick)}
            </text>
          </g>
        ))}
        {niceTicks(view.y, Math.max(2, size.height / 60)).map((tick) => (
          <g key={tick} transform={`translate(0,${size.height - place(tick, view.y, size.height)})`}>
            <path d="M0,0h-5" />
            <text x={-9} text-anchor="end" dominant-baseline="central">
              {shortTick(tick)}
            </text>
          </g>
        ))}
        {limits.flatMap(({ column, value, text }) => {
          const lines = [];
          const across = place(value, view.x, size.width);
          const up = size.height - place(value, view.y, size.height);
          if (column === x && across >= 0 && across <= size.width) {
            const isRight = across > size.width / 2;
            lines.push(
              <g key={`x ${text}`} class="limit" transform={`translate(${across},0)`}>
                <path d={`M0,0v${size.height}`} stroke-dasharray="6 4" />
                <text x={isRight ? -5 : 5} y={size.height - 6} text-anchor={isRight ? 'end' : 'start'}>
                  {text}
                </text>
              </g>,
            );
          }
          if (column === y && up >= 0 && up <= size.height)
            lines.push(
              <g key={`y ${text}`} class="limit" transform={`translate(0,${up})`}>
                <path d={`M0,0h${size.width}`} stroke-dasharray="6 4" />
                <text x={5} y={-5}>
                  {text}
                </text>
              </g>,
            );
          return lines;
        })}
        <text class="name" x={size.width / 2} y={size.height + 39} text-anchor="middle">
          {x}
        </text>
        <text class="name" transform={`translate(-58,${size.height / 2}) rotate(-90)`} text-anchor="middle">
          {y}
        </text>
      </g>
    </svg>
  );
}

/** `12 M` where a number has many zeros. */
export function shortTick(value: number): string {
  for (const [scale, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const)
    if (Math.abs(value) >= scale && Math.abs(value) < 1e12) return `${tickText(value / (unit === 'k' ? 1e3 : scale))} ${unit}`;
  return tickText(value);
}

/** The range of a column, widened to a limit that stands near it. */
function rangeOf({ name, min, max }: Axis, limits: readonly PlotLimit[]): PointView['x'] {
  const near = limits.flatMap(({ column, value }) =>
    column === name && value >= 2 * min - max && value <= 2 * max - min ? [value] : [],
  );
  return paddedRange(Math.min(min, ...near), Math.max(max, ...near));
}

/** Shares of the column's range, below 0 where it is missing. */
function shadesOf({ values, min, max }: Axis): Float32Array {
  const span = max - min || 1;
  return Float32Array.from(values, (value) => (Number.isFinite(value) ? (value - min) / span : -1));
}
