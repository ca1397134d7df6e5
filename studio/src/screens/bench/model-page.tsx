/** One model: its blocks with their costs, where memory goes, where it fits, and its drawing. */
import { compactCount, fullCount, shapeText, type NodeRow } from 'assay';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { Drawing } from '../../components/drawing.js';
import type { ModelFacts } from './model.worker.js';

/** Everything that is counted of one model. */
export function ModelPage({ model }: { readonly model: ModelFacts }) {
  const { name, params, macs, blocks, memory, svg, remarks, inputs } = model;
  const heaviest = blocks.reduce((most, block) => (block.macs > most.macs ? block : most), blocks[0] ?? { id: '', macs: 0 });
  return (
    <section>
      <h2>{name}</h2>
      <p>
        {inputs.join(', ')}; {fullCount(params)} parameters, {fullCount(macs)} MACs. The heaviest block is{' '}
        <code>{heaviest.id}</code>, with {Math.round((100 * heaviest.macs) / Math.max(1, macs))} % of the MACs.
      </p>
      {remarks.map((remark) => (
        <p key={remark} class="hint">
          {remark}
        </p>
      ))}
      <h3>Blocks</h3>
      <p class="hint">The share of the MACs is the estimated share of the time.</p>
      <SortableTable label="Blocks" isTall rows={blocks} columns={blockColumns(Math.max(1, macs))} keyOf={({ id }) => id} />
      {memory !== undefined && (
        <>
          <h3>Memory</h3>
          <p>
            At the fullest moment, while <code>{memory.node}</code> runs, {compactCount(memory.peakBytes)}B of float32 activations
            are held (one sample, the best order of execution):
          </p>
          <ul class="held">
            {memory.held.map(({ id, bytes }) => (
              <li key={id}>
                <code>{id}</code> {compactCount(bytes)}B{' '}
                <meter min={0} max={memory.peakBytes} value={bytes} aria-label={`Bytes of ${id}`} />
              </li>
            ))}
          </ul>
          <p class="hint">
            In 8 bits it fits:{' '}
            {memory.devices
              .filter(({ fits }) => fits)
              .map(({ title }) => title)
              .join('; ') || 'none of the small devices that Assay knows'}
            .
          </p>
        </>
      )}
      {svg !== undefined && (
        <details>
          <summary>Drawing</summary>
          <Drawing svg={svg} />
        </details>
      )}
    </section>
  );
}

/** @param all MACs of the model. */
function blockColumns(all: number): readonly Column<NodeRow>[] {
  return [
    { key: 'id', head: 'Block', show: ({ id }) => <code>{id}</code>, sortBy: ({ id }) => id },
    { key: 'what', head: 'What', show: ({ label }) => label, sortBy: ({ label }) => label },
    { key: 'output', head: 'Output', show: ({ shape }) => shapeText(shape) },
    { key: 'params', head: 'Params', isNumber: true, show: ({ params }) => compactCount(params), sortBy: ({ params }) => params },
    { key: 'macs', head: 'MACs', isNumber: true, show: ({ macs }) => compactCount(macs), sortBy: ({ macs }) => macs },
    {
      key: 'share',
      head: 'Share of MACs',
      isNumber: true,
      show: ({ id, macs }) => (
        <>
          {((100 * macs) / all).toFixed(1)} % <meter min={0} max={all} value={macs} aria-label={`MACs of ${id}`} />
        </>
      ),
      sortBy: ({ macs }) => macs,
    },
  ];
}
