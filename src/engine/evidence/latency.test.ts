import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../onnx/read.js';
import { bytesSource } from '../../core/byte-source.js';
import type { LatencyJob } from '../../runtime/latency/types.js';
import { createRng } from '../../core/rng.js';
import { openLatencyMeter } from '../../platform/node/devices/latency-meter.js';
import { openSpace } from '../../spaces/index.js';
import { createInitializers } from './initializers.js';
import { createLatencyProvider } from './latency.js';

const space = openSpace('nas-bench-201:C=4:N=1:size=8');
const genotype = space.decode('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|');

describe('latency evidence', () => {
  it('is the median and the quartiles of runs of the network as it is deployed', async () => {
    const jobs: LatencyJob[] = [];
    const provider = createLatencyProvider(createInitializers(0), async () => ({
      time: async (job) => {
        jobs.push(job);
        return Float64Array.from([9, 1, 3, 2, 4]);
      },
    }));
    const answers = await provider.answer({ space, genotype, architecture: () => space.build(genotype) }, [
      { kind: 'latency', batch: 3, threads: 2, runs: 5 },
    ]);
    expect(answers).toEqual([{ ok: true, value: { medianMs: 3, spreadMs: 2, fastestMs: 1 } }]);
    expect(jobs[0]).toMatchObject({ threads: 2, runs: 5, warmup: 2, inputs: [{ dims: [3, 3, 8, 8] }] });
    const { architecture } = await readOnnx(bytesSource(jobs[0].model));
    expect(architecture.nodes).toHaveLength(space.build(genotype).nodes.length);
  });

  it('is that of a network of text too, which reads tokens', async () => {
    const texts = openSpace('flexibert:tokens=4:vocabulary=9');
    const own = texts.sample(createRng(1, 'text'));
    const provider = createLatencyProvider(createInitializers(0), openLatencyMeter);
    const [answer] = await provider.answer({ space: texts, genotype: own, architecture: () => texts.build(own) }, [
      { kind: 'latency', batch: 2, threads: 1, runs: 3 },
    ]);
    expect(answer).toMatchObject({ ok: true, value: { medianMs: expect.any(Number) } });
  });
});
