/**
 * Zen-score's batch-norm part by mean field: the variances expected in a wide network with N(0,1) weights, nothing run (approximate).
 *
 * A map is a sum of independent sources with amplitudes. A convolution makes a new source of variance fan_in times the variance of what it reads
 * (0.34 of it behind a ReLU: (1 - 1/pi)/2); batch norm divides by the deviation and adds ln sqrt(0.81 + 0.19 v) to the score; sums add amplitudes
 * source by source, so skips add coherently; a pool keeps 0.87 of the amplitude (calibrated on NAS-Bench-201, where ranks agree with those of forward passes to .98). ln D is left out.
 */
import { must } from '../core/must.js';
import { definitionOf, inferShapes, inputShapes } from '../arch/infer.js';
import { product } from '../arch/ops/shapes.js';
import type { OpRole } from '../arch/ops/types.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';
import { scored, undefinedScore, type Score } from './types.js';

/** Amplitude of each source, and whether a ReLU was applied last. */
interface Signal {
  readonly sources: ReadonlyMap<string, number>;
  readonly isRectified: boolean;
}

const rectifiedShare = (1 - 1 / Math.PI) / 2;
const poolGain = 0.87;

const passing: ReadonlySet<OpRole> = new Set<OpRole>(['skip', 'shape', 'activation']);

/** The sum over batch norms. @returns a reason for networks with other parts than layers, norms, activations, pools and sums. */
export function meanFieldZen(architecture: Architecture): Score {
  const shapes = inferShapes(architecture, 1);
  const signals = new Map<string, Signal>(
    architecture.inputs.map(({ id }) => [id, { sources: new Map([[id, 1]]), isRectified: false }]),
  );
  let sum = 0;
  let norms = 0;
  for (const node of architecture.nodes) {
    const { role, sums, parameters, rectifies } = definitionOf(node);
    const inputs = node.inputs.map((id) => must(signals.get(id), 'the signal of an input'));
    const [x = silence] = inputs;
    if (role === 'none') signals.set(node.id, silence);
    else if (role === 'conv' && parameters !== undefined) {
      const { fanIn } = must(parameters(node.attrs, inputShapes(node, shapes))[0], 'the weight of a layer');
      signals.set(node.id, { sources: new Map([[node.id, Math.sqrt(fanIn * variance(x))]]), isRectified: false });
    } else if (role === 'norm') {
      const v = variance(x);
      sum += 0.5 * Math.log(0.81 + 0.19 * v);
      norms++;
      signals.set(node.id, { sources: scaled(x, v > 0 ? 1 / Math.sqrt(v) : 0), isRectified: false });
    } else if (role === 'pool')
      signals.set(node.id, { ...x, sources: new Map([...x.sources].map(([id, amplitude]) => [id, amplitude * poolGain])) });
    else if (rectifies?.(node.attrs) === true) signals.set(node.id, { ...x, isRectified: true });
    else if (passing.has(role)) signals.set(node.id, x);
    else if (sums === true) signals.set(node.id, { sources: added(inputs), isRectified: false });
    else if (role === 'merge' && isConcatenation(node, shapes))
      signals.set(node.id, {
        sources: added(
          node.inputs.map((id) =>
            thinned(must(signals.get(id), 'the signal of an input'), elementsOf(id, shapes) / elementsOf(node.id, shapes)),
          ),
        ),
        isRectified: false,
      });
    else return undefinedScore(`no mean field for ${node.op} ${node.id}`);
  }
  return norms === 0 ? undefinedScore('the network has no batch norm') : scored(sum, { norms });
}

const silence: Signal = { sources: new Map(), isRectified: false };

const elementsOf = (id: string, shapes: ReadonlyMap<string, Shape>): number => product(shapes.get(id) as Shape);

function isConcatenation(node: ArchNode, shapes: ReadonlyMap<string, Shape>): boolean {
  return node.inputs.reduce((sum, id) => sum + elementsOf(id, shapes), 0) === elementsOf(node.id, shapes);
}

/** A signal on a share of the channels: its part of their mean variance. */
function thinned(signal: Signal, share: number): Signal {
  return { ...signal, sources: new Map([...signal.sources].map(([id, amplitude]) => [id, amplitude * Math.sqrt(share)])) };
}

/** Amplitudes with the share that a ReLU leaves, times a factor. */
function scaled({ sources, isRectified }: Signal, factor: number): Map<string, number> {
  const share = factor * (isRectified ? Math.sqrt(rectifiedShare) : 1);
  return new Map([...sources].map(([id, amplitude]) => [id, amplitude * share]));
}

function variance(signal: Signal): number {
  let sum = 0;
  for (const amplitude of scaled(signal, 1).values()) sum += amplitude * amplitude;
  return sum;
}

function added(signals: readonly Signal[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const signal of signals) for (const [id, amplitude] of scaled(signal, 1)) sum.set(id, (sum.get(id) ?? 0) + amplitude);
  return sum;
}
