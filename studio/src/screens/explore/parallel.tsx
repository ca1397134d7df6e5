/** Parallel coordinates: one line a row of the selection, across the ticked columns, each from its least to its greatest value. */
import { fullCount, tickText } from 'assay';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnFacts } from './explore.worker.js';

interface ParallelProps {
  readonly columns: readonly ColumnFacts[];
  /** How many rows are selected, and how many of them are drawn. */
  readonly selected: number;
  readonly lines: { readonly rows: Uint32Array; readonly values: readonly Float64Array[] } | undefined;
  readonly lit: number | undefined;
}

const height = 260;

/** The lines of the selection. */
export function Parallel({ columns, selected, lines, lit }: ParallelProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const resize = new ResizeObserver(() => setWidth(element.clientWidth));
    resize.observe(element);
    return () => resize.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const ratio = Math.min(2, devicePixelRatio);
    [element.width, element.height] = [width * ratio, height * ratio];
    const context = element.getContext('2d');
    if (context === null || lines === undefined || columns.length < 2) return;
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    const at = (i: number): number => ((i + 0.5) * width) / columns.length;
    const share = (k: number, line: number): number => {
      const { min, max } = columns[k] as ColumnFacts;
      return height - 12 - (((lines.values[k]?.[line] ?? NaN) - min) / (max - min || 1)) * (height - 24);
    };
    const draw = (line: number): void => {
      context.beginPath();
      let isOpen = false;
      for (let k = 0; k < columns.length; k++) {
        const y = share(k, line);
        if (Number.isNaN(y)) isOpen = false;
        else if (isOpen) context.lineTo(at(k), y);
        else context.moveTo(at(k), y);
        if (!Number.isNaN(y)) isOpen = true;
      }
      context.stroke();
    };
    context.strokeStyle = style.getPropertyValue('--line');
    context.lineWidth = 1;
    for (let k = 0; k < columns.length; k++) {
      context.beginPath();
      context.moveTo(at(k), 12);
      context.lineTo(at(k), height - 12);
      context.stroke();
    }
    context.strokeStyle = style.getPropertyValue('--series-0');
    context.globalAlpha = Math.max(0.06, Math.min(0.7, 40 / Math.max(1, lines.rows.length)));
    for (let line = 0; line < lines.rows.length; line++) draw(line);
    const own = lit === undefined ? -1 : lines.rows.indexOf(lit);
    if (own >= 0) {
      context.globalAlpha = 1;
      context.lineWidth = 3;
      context.strokeStyle = style.getPropertyValue('--series-1');
      draw(own);
    }
  }, [lines, width, columns, lit]);
  const drawn = lines?.rows.length ?? 0;
  return (
    <figure>
      <canvas
        ref={canvas}
        class="parallel"
        role="img"
        aria-label={`Parallel coordinates of ${drawn} rows over ${columns.map(({ name }) => name).join(', ')}`}
      />
      <div class="parallel-names" style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}>
        {columns.map(({ name, min, max }) => (
          <span key={name}>
            <strong>{name}</strong>
            <br />
            {tickText(Number(min.toPrecision(4)))} to {tickText(Number(max.toPrecision(4)))}
          </span>
        ))}
      </div>
      <figcaption class="hint">
        {drawn < selected
          ? `${fullCount(drawn)} of the ${fullCount(selected)} selected rows, evenly spaced`
          : `${fullCount(drawn)} rows`}
      </figcaption>
    </figure>
  );
}
