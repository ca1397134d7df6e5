/** The first cells of the selection, drawn; what differs from the first of them is marked. */
import { drawCellSvg, type Topology } from 'assay';
import { useEffect, useRef } from 'preact/hooks';
import { routeHash } from '../../route.js';
import type { SelectedCell } from './explore.worker.js';

interface SelectedCellsProps {
  readonly cells: readonly SelectedCell[];
  readonly space: string;
}

type Cell = Topology['cells'][number]['cell'];
const edgeText = ({ from, to, label }: Cell['edges'][number]): string => `${from} ${to} ${label}`;

/** Drawings of cells. */
export function SelectedCells({ cells, space }: SelectedCellsProps) {
  const [winner] = cells;
  return (
    <>
      <ol class="cells">
        {cells.map((cell) => (
          <li key={cell.row}>
            <p class="controls">
              <strong>row {cell.row + 1}</strong>
              <a href={routeHash('bench', 'cell', { space, cell: cell.text })}>Open in the bench</a>
            </p>
            {cell.cells === undefined ? (
              <p class="hint">{cell.reason}</p>
            ) : (
              cell.cells.map(({ name, cell: own }) => (
                <Drawing
                  key={name}
                  name={name}
                  cell={own}
                  than={cell === winner ? undefined : winner?.cells?.find((other) => other.name === name)?.cell}
                />
              ))
            )}
            <code class="clip">{cell.text}</code>
          </li>
        ))}
      </ol>
    </>
  );
}

interface DrawingProps {
  readonly name: string;
  readonly cell: Cell;
  readonly than: Cell | undefined;
}

function Drawing({ name, cell, than }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const svg = drawCellSvg(cell, { title: name, theme: 'inherit', labels: 'short', address: name });
  useEffect(() => {
    const known = new Set(than?.edges.map(edgeText));
    const differs = new Set(
      than === undefined ? [] : cell.edges.filter((edge) => !known.has(edgeText(edge))).map(({ from, to }) => `${from} ${to}`),
    );
    for (const part of box.current?.querySelectorAll<SVGGElement>('g.part') ?? [])
      part.classList.toggle('differs', differs.has(`${part.dataset['from']} ${part.dataset['to']}`));
  }, [svg, than]);
  return <div ref={box} class="small-drawing" dangerouslySetInnerHTML={{ __html: svg }} />;
}
