/** What one cell costs and how it is judged: a sentence, then the numbers. */
import { compactCount, fullCount, type Look } from 'assay';
import type { OpenedBench, TableValues } from './cell.worker.js';

interface CellFiguresProps {
  readonly look: Look;
  readonly bench: OpenedBench;
  readonly counted: number;
  readonly table: TableValues | undefined;
}

/** Three digits. */
export const threeDigits = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

/** With a unit: `1.2 MB`. */
export const bytesText = (bytes: number): string => `${compactCount(bytes)}B`;

/** The sentence, the costs and the scores. */
export function CellFigures({ look, bench, counted, table }: CellFiguresProps) {
  const { quantities, scores, standing } = look;
  const among = bench.isAll ? `all ${fullCount(bench.planned)} cells` : `${fullCount(bench.planned)} random cells`;
  const judged =
    standing === undefined
      ? 'its place among the cells of the space is being counted'
      : `it beats ${standing.percentile.toFixed(1)} % of ${counted < bench.planned ? `the ${fullCount(counted)} cells counted so far` : among}`;
  return (
    <div>
      <p class="lead" role="status">
        This cell has {compactCount(quantities['params'] ?? NaN)} parameters and costs {compactCount(quantities['macs'] ?? NaN)}{' '}
        MACs; {judged}.
      </p>
      <dl class="figures">
        <Figure name="Parameters" value={fullCount(quantities['params'] ?? NaN)} />
        <Figure name="MACs" value={fullCount(quantities['macs'] ?? NaN)} />
        <Figure name="Peak of activations" value={bytesText(quantities['peakBytes'] ?? NaN)} note="float32, one image" />
        <Figure name="Depth" value={`${quantities['depth'] ?? ''} layers`} />
        {Object.entries(scores).map(([proxy, score]) => (
          <Figure
            key={proxy}
            name={proxy}
            value={score.ok ? threeDigits(score.value) : 'undefined'}
            note={score.ok ? (bench.judges.includes(proxy) ? 'in the judgement' : '') : score.reason}
          />
        ))}
        <Figure
          name="Rank"
          value={standing === undefined ? '…' : `${fullCount(Math.ceil(standing.rank))} of ${fullCount(standing.among)}`}
          note="1 is best"
        />
        {table?.values.map(({ column, value }) => (
          <Figure key={`table ${column}`} name={column} value={threeDigits(value)} note={table.source} />
        ))}
      </dl>
      <p class="hint">
        Judged by <code>{bench.combination}</code> among{' '}
        {bench.isAll
          ? `all ${fullCount(bench.planned)} cells of the space`
          : `${fullCount(bench.planned)} cells drawn at random, always the same`}
        {counted < bench.planned ? `; ${fullCount(counted)} are counted so far.` : '.'}
      </p>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> {note !== undefined && note !== '' && <span class="hint">{note}</span>}
      </dd>
    </div>
  );
}
