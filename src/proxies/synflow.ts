/**
 * Synflow and logsynflow (Tanaka et al., NeurIPS 2020, arXiv 2006.05467; as a proxy Abdelfattah et al., ICLR 2021, arXiv 2101.08134).
 *
 * R is the sum of the outputs for one all-ones image, learned tensors replaced by their magnitudes, norms left out. Synflow is the sum over
 * convolutions and linear layers of |w dR/dw|. All terms are positive, so it is the derivative of R along the weights, which one forward
 * pass carries: no backward pass, no double precision, no overflow. logsynflow is its logarithm, and 0 where nothing reaches the output.
 *
 * Behind a softmax or a difference (attention) the terms have either sign, and the identity does not hold: there a backward pass in
 * float32 gives the magnitudes. It leaves out batch norms and keeps layer norms, without which a transformer's numbers outgrow float32.
 *
 * Norms are left out everywhere (NASLib); Samsung's `bn=False` keeps some. Biases keep their magnitudes and are not scored.
 * `by=paths` replaces every weight by its expected magnitude and leaves borders out: then no tensor is needed, only the graph. On
 * NAS-Bench-201 it ranks cells as the tensors do (see `docs`).
 */
import { pathSynflow } from './path-synflow.js';
import type { Evidence } from '../evidence/types.js';
import { defineProxy, scored, undefinedScore, type Proxy, type Score } from './types.js';

const tangents = { kind: 'tangents', draw: 0 } as const;

type By = 'tangents' | 'paths';

/** ln synflow and ln R; minus infinity where nothing reaches the output. */
type LogSynflow =
  | { readonly ok: true; readonly log: number; readonly logR: number }
  | { readonly ok: false; readonly reason: string };

function logSynflow(evidence: Evidence, by: By): LogSynflow {
  if (by === 'paths') {
    const architecture = evidence.get({ kind: 'architecture' });
    return architecture.ok ? pathSynflow(architecture.value) : architecture;
  }
  const result = evidence.get(tangents);
  if (!result.ok) return result;
  const { value, tangent, logScale } = result.value;
  return { ok: true, log: Math.log(tangent) + logScale, logR: Math.log(value) + logScale };
}

function synflowProxy(id: string, title: string, score: (log: number) => Score): Proxy {
  return defineProxy({
    id,
    title,
    paper: 'Tanaka et al. 2020, arXiv 2006.05467; Abdelfattah et al. 2021, arXiv 2101.08134',
    note: 'norms are left out (NASLib), layer norms stay behind attention; by=paths needs no weights',
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: {
      by: {
        kind: 'choice',
        default: 'tangents',
        choices: ['tangents', 'paths'],
        help: 'a forward pass with a derivative, or path products of expected magnitudes',
      },
    },
    requests: ({ by }) => [by === 'paths' ? { kind: 'architecture' } : tangents],
    score(evidence, { by }) {
      const own = logSynflow(evidence, by);
      return own.ok ? score(own.log) : undefinedScore(own.reason);
    },
  });
}

export const synflow = synflowProxy('synflow', 'Synflow: sum of synaptic flows', (log) =>
  log > 709 ? undefinedScore('larger than a double holds: use logsynflow') : scored(Math.exp(log)),
);
export const logsynflow = synflowProxy('logsynflow', 'Logarithm of synflow', (log) => scored(log === -Infinity ? 0 : log));
