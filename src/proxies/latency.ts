/**
 * latencyMs: how long the network takes on this machine with ONNX Runtime, the median of some runs. It is a cost and says nothing about accuracy: it is
 * for limits and objectives, and counts in a combined score only where the combination names it.
 *
 * It is the only score that a seed does not reproduce: a run's journal keeps what was measured, with device and engine, and a cache never hands it
 * to another machine.
 */
import { defineProxy, scored, undefinedScore } from './types.js';

export const latencyMs = defineProxy({
  id: 'latencyMs',
  title: 'Milliseconds of one run on this machine with ONNX Runtime',
  paper: 'a measurement; what HW-NAS-Bench (Li et al. 2021, arXiv 2103.10584) tabulates for six devices',
  note: 'measured one network at a time, however many workers there are; other work on the machine shows in it',
  direction: 'lower',
  seeded: false,
  sharedByCanonical: false,
  options: {
    batch: { kind: 'integer', default: 1, min: 1, max: 4096, help: 'samples a run' },
    threads: { kind: 'integer', default: 1, min: 1, max: 256, help: 'threads inside the network' },
    runs: { kind: 'integer', default: 20, min: 1, max: 100_000, help: 'runs that count; a tenth as many come before' },
  },
  requests: ({ batch, threads, runs }) => [{ kind: 'latency', batch, threads, runs }],
  score(evidence, { batch, threads, runs }) {
    const measured = evidence.get({ kind: 'latency', batch, threads, runs });
    if (!measured.ok) return undefinedScore(measured.reason);
    const { medianMs, spreadMs, fastestMs } = measured.value;
    return scored(medianMs, { spreadMs, fastestMs, batch, threads, runs });
  },
});
