/** The plot as a file: PNG as it is shown, SVG with every point as a mark where there are few, and as a picture within it where there are many. */
import type { Axis } from './scatter.js';
import type { PointView } from './point-view.js';

/** Points that an SVG holds as marks. */
const mostMarks = 5000;

/** Hands a file to the user. @throws where the browser cannot keep it. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 30_000);
}

interface Shown {
  readonly canvas: HTMLCanvasElement;
  readonly x: Axis;
  readonly y: Axis;
  readonly view: PointView;
  readonly selection: Uint32Array | undefined;
}

/** The plot with its axes as one SVG, styles included. */
export function plotSvg({ canvas, x, y, view, selection }: Shown): string {
  const axes = canvas.parentElement?.querySelector('svg.axes') as SVGSVGElement;
  const style = getComputedStyle(canvas);
  const ink = style.getPropertyValue('--ink');
  const copy = axes.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('aria-hidden');
  const { clientWidth: width, clientHeight: height } = canvas;
  const rows = selection ?? Uint32Array.from({ length: Math.min(mostMarks + 1, x.values.length) }, (_, i) => i);
  const points =
    rows.length <= mostMarks
      ? [...rows].flatMap((row) => {
          const left = (((x.values[row] as number) - view.x[0]) / (view.x[1] - view.x[0])) * width;
          const top = height - (((y.values[row] as number) - view.y[0]) / (view.y[1] - view.y[0])) * height;
          if (!(left >= 0 && left <= width && top >= 0 && top <= height)) return [];
          return [`<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="2.5"/>`];
        })
      : [`<image width="${width}" height="${height}" href="${canvas.toDataURL('image/png')}"/>`];
  const sheet = `<style>text{font:12px sans-serif;fill:${ink}}.name{font-size:13px;font-weight:600}path,.box{fill:none;stroke:${style.getPropertyValue('--edge')}}circle{fill:${style.getPropertyValue('--series-0')};fill-opacity:.7}</style><rect width="100%" height="100%" fill="${style.getPropertyValue('--paper')}"/>`;
  const text = new XMLSerializer().serializeToString(copy);
  const body = text.slice(text.indexOf('>') + 1);
  return `${text.slice(0, text.indexOf('>') + 1)}${sheet}<g transform="translate(72,10)">${points.join('')}</g>${body}`;
}

/** The same as PNG, at the resolution of the screen. */
export async function plotPng(shown: Shown): Promise<Blob> {
  const { canvas } = shown;
  const picture = new Image();
  const svg = plotSvg({ ...shown, selection: new Uint32Array(0) });
  const axes = canvas.parentElement?.querySelector('svg.axes') as SVGSVGElement;
  const [width, height] = [axes.clientWidth, axes.clientHeight];
  await new Promise<void>((done, fail) => {
    picture.addEventListener('load', () => done());
    picture.addEventListener('error', () => fail(new Error('the axes could not be drawn')));
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
  const ratio = canvas.width / Math.max(1, canvas.clientWidth);
  const sheet = document.createElement('canvas');
  [sheet.width, sheet.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = sheet.getContext('2d') as CanvasRenderingContext2D;
  context.scale(ratio, ratio);
  context.drawImage(picture, 0, 0, width, height);
  context.drawImage(canvas, 72, 10, canvas.clientWidth, canvas.clientHeight);
  return await new Promise((done, fail) => {
    sheet.toBlob((blob) => (blob === null ? fail(new Error('the browser could not make the picture')) : done(blob)), 'image/png');
  });
}
