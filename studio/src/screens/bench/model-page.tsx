/** One model: its blocks with their costs, where memory goes, where it fits, and its drawing. */
import { compactCount, fullCount, shapeText } from 'assay';
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
      <div class="scrolls tall" tabIndex={0} role="region" aria-label="Blocks; scrolls both ways">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Block</th>
              <th scope="col">What</th>
              <th scope="col">Output</th>
              <th scope="col">Params</th>
              <th scope="col">MACs</th>
              <th scope="col">Share of MACs</th>
            </tr>
          </thead>
          <tbody>
            {blocks.map((block) => (
              <tr key={block.id}>
                <th scope="row">
                  <code>{block.id}</code>
                </th>
                <td>{block.label}</td>
                <td>{shapeText(block.shape)}</td>
                <td class="number">{compactCount(block.params)}</td>
                <td class="number">{compactCount(block.macs)}</td>
                <td class="number">
                  {((100 * block.macs) / Math.max(1, macs)).toFixed(1)} %{' '}
                  <meter min={0} max={Math.max(1, macs)} value={block.macs} aria-label={`MACs of ${block.id}`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
