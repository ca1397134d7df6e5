/** Proxies that add up one number a layer with weights, read from one backward pass over the run's images. */
import { firstNumber } from './taps.js';
import type { Loss, Reading, TapValue } from '../runtime/passes/types.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type Proxy } from './types.js';

interface LayerSum {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  readonly note?: string;
  readonly reading: Reading;
  /** The contribution of a layer; the reading's number unless said. */
  readonly contribution?: (tap: TapValue) => number;
}

/** Mean cross-entropy over the batch, which labels are needed for. */
export const crossEntropy: Loss = 'cross-entropy';

export function layerSumProxy({
  id,
  title,
  paper,
  note,
  reading,
  contribution = ({ values }) => firstNumber(values),
}: LayerSum): Proxy {
  const request = readingOf(imagesPass, reading);
  return defineProxy({
    id,
    title,
    paper,
    ...(note === undefined ? {} : { note }),
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: {},
    requests: () => [request],
    score(evidence) {
      const layers = evidence.get(request);
      if (!layers.ok) return undefinedScore(layers.reason);
      const { taps } = layers.value;
      return scored(
        taps.reduce((sum, tap) => sum + contribution(tap), 0),
        { layers: taps.length },
      );
    },
  });
}
