/** The cells of an architecture, drawn so that every edge and vertex that can be changed is a button, coloured by its best single change. */
import { drawCellSvg, type Look, type PlaceChanges } from 'assay';
import { useEffect, useRef } from 'preact/hooks';
import { gainText, heatColour } from './heat.js';

interface CellDrawingProps {
  readonly look: Look;
  readonly places: readonly PlaceChanges[];
  readonly selected: string | undefined;
  readonly onSelect: (place: string) => void;
}

type Drawn = NonNullable<PlaceChanges['drawn']>;
type Cell = NonNullable<Look['topology']>['cells'][number];

/** The best gain of a place; undefined where nothing is judged yet. */
export function bestGain({ changes }: PlaceChanges): number | undefined {
  const gains = changes.flatMap(({ gain }) => (gain === undefined ? [] : [gain]));
  return gains.length === 0 ? undefined : Math.max(...gains);
}

/** One drawing for each kind of cell. */
export function CellDrawing({ look, places, selected, onSelect }: CellDrawingProps) {
  const cells = look.topology?.cells ?? [];
  if (cells.length === 0)
    return <p class="hint">This space does not say what its graphs are, so there is nothing to draw: change it in the list.</p>;
  return (
    <div class="drawings">
      {cells.map((cell) => (
        <OneCell key={cell.name} cell={cell} places={places} selected={selected} onSelect={onSelect} />
      ))}
    </div>
  );
}

interface OneCellProps extends Omit<CellDrawingProps, 'look'> {
  readonly cell: Cell;
}

function OneCell({ cell: { name, cell }, places, selected, onSelect }: OneCellProps) {
  const box = useRef<HTMLDivElement>(null);
  const own = places.filter(({ drawn }) => drawn?.cell === name);
  const hasVertices = own.some(({ drawn }) => drawn !== undefined && 'node' in drawn);
  const absent = hasVertices
    ? []
    : own.flatMap(({ drawn, current }) =>
        drawn === undefined || 'node' in drawn || cell.edges.some(({ from, to }) => from === drawn.from && to === drawn.to)
          ? []
          : [{ from: drawn.from, to: drawn.to, label: current }],
      );
  const svg = drawCellSvg(cell, { title: name, theme: 'inherit', address: name, absent });
  useEffect(() => {
    const parts = box.current?.querySelectorAll<SVGGElement>('g.part') ?? [];
    const met = new Set<string>();
    for (const part of parts) mark(part, own, selected, met);
  }, [svg, places, selected]);

  const choose = (event: Event): void => {
    const part = (event.target as Element).closest<SVGGElement>('g.part');
    const place = part === null ? undefined : placeOf(part, own, selected);
    if (place !== undefined) onSelect(place.name);
  };
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <div
        ref={box}
        class="cell-drawing"
        role="group"
        aria-label={`${name}: its edges and vertices are buttons`}
        dangerouslySetInnerHTML={{ __html: svg }}
        onClick={choose}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          choose(event);
        }}
      />
    </figure>
  );
}

function isAt(drawn: Drawn | undefined, { dataset }: SVGGElement): boolean {
  if (drawn === undefined) return false;
  return 'node' in drawn
    ? dataset['node'] === String(drawn.node)
    : dataset['from'] === String(drawn.from) && dataset['to'] === String(drawn.to);
}

/** The place that a click means: of several on one edge, the next one after the selected. */
function placeOf(part: SVGGElement, places: readonly PlaceChanges[], selected: string | undefined): PlaceChanges | undefined {
  const here = places.filter(({ drawn }) => isAt(drawn, part));
  const at = here.findIndex(({ name }) => name === selected);
  return here[(at + 1) % Math.max(1, here.length)];
}

/** Makes a part of the drawing a button with its heat, if something can be changed there. */
function mark(part: SVGGElement, places: readonly PlaceChanges[], selected: string | undefined, met: Set<string>): void {
  const here = places.filter(({ drawn }) => isAt(drawn, part));
  const [first] = here;
  if (first === undefined) return;
  const gains = here.flatMap((place) => bestGain(place) ?? []);
  const gain = gains.length === 0 ? undefined : Math.max(...gains);
  part.style.setProperty('--heat', heatColour(gain));
  part.classList.toggle(
    'selected',
    here.some(({ name }) => name === selected),
  );
  part.classList.add('open');
  if (met.has(first.name)) return;
  met.add(first.name);
  part.setAttribute('tabindex', '0');
  part.setAttribute('role', 'button');
  const best = gain === undefined ? '' : `, its best change: ${gainText(gain)} points`;
  part.setAttribute('aria-label', `${here.map(({ name, current }) => `${name}: ${current}`).join('; ')}${best}`);
}
