/**
 * A space of 81 genotypes and three proxies, small enough that tests see through them. Plain JavaScript without imports, so that the
 * same file serves tests (which run from src) and worker threads (which run from dist); `dataError` enters as a value.
 *
 * A genotype is four digits 0..2, written "0-1-2-0". Its network applies one convolution of kernel 1, 3 or 5 a digit.
 * The canonical form sorts the digits: 15 forms. (The functions differ; to the toy they do not.)
 */
const digits = [0, 1, 2];

function conv(id, input, outChannels, kernel) {
  const attrs = {
    outChannels,
    kernel: [kernel, kernel],
    stride: [1, 1],
    padding: Array(4).fill((kernel - 1) / 2),
    dilation: [1, 1],
    groups: 1,
    bias: false,
  };
  return { id, op: 'conv', inputs: [input], attrs };
}

const encode = (genotype) => genotype.join('-');

function build(genotype) {
  const nodes = [conv('stem', 'image', 4, 1)];
  let x = 'stem';
  genotype.forEach((digit, i) => {
    nodes.push(conv(`conv${i}`, x, 4, 2 * digit + 1));
    nodes.push({ id: `bn${i}`, op: 'batchNorm', inputs: [`conv${i}`], attrs: { eps: 1e-5, affine: true } });
    nodes.push({ id: `relu${i}`, op: 'relu', inputs: [`bn${i}`], attrs: {} });
    x = `relu${i}`;
  });
  nodes.push({ id: 'pool', op: 'globalAvgPool', inputs: [x], attrs: {} });
  nodes.push({ id: 'features', op: 'flatten', inputs: ['pool'], attrs: { axis: 1 } });
  nodes.push({ id: 'fc', op: 'linear', inputs: ['features'], attrs: { outFeatures: 2, bias: true } });
  return { format: 'assay-architecture', version: 1, inputs: [{ id: 'image', shape: [1, 3, 8, 8] }], nodes, outputs: ['fc'] };
}

/** A proxy that may waste `busy` milliseconds, so that a test can kill it at work. */
function busyWait(milliseconds) {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

export function createToyRegistry({ dataError }) {
  const space = {
    id: 'toy',
    size: 81,
    sample: (rng) => [0, 0, 0, 0].map(() => rng.int(3)),
    mutate(genotype, rng) {
      const place = rng.int(4);
      return genotype.map((digit, i) => (i === place ? (digit + 1 + rng.int(2)) % 3 : digit));
    },
    neighbors: (genotype) =>
      genotype.flatMap((own, place) =>
        digits.filter((d) => d !== own).map((d) => genotype.map((digit, i) => (i === place ? d : digit))),
      ),
    *enumerate() {
      for (let n = 0; n < 81; n++) yield [Math.floor(n / 27), Math.floor(n / 9) % 3, Math.floor(n / 3) % 3, n % 3];
    },
    encode,
    decode(text) {
      if (!/^[012](-[012]){3}$/.test(text))
        throw dataError('toy architecture', { expected: 'four digits such as 0-1-2-0', got: JSON.stringify(text) });
      return text.split('-').map(Number);
    },
    canonical: (genotype) => genotype.toSorted().join(''),
    build,
    topology: (genotype) => ({
      cells: [
        {
          name: 'chain',
          repeats: 1,
          cell: {
            nodes: 5,
            inputs: [0],
            outputs: [4],
            edges: genotype.map((digit, i) => ({
              from: i,
              to: i + 1,
              op: { kind: 'conv', kernel: 2 * digit + 1, times: 1 },
              label: String(digit),
            })),
          },
        },
      ],
    }),
    properties: { constantWeights: [1e-7, 1] },
  };
  const busy = { kind: 'number', default: 0, min: 0, help: 'milliseconds to waste' };
  const crash = { kind: 'boolean', default: false, help: 'end the thread at 0-1-2-0' };
  const proxies = [
    {
      id: 'edges',
      title: 'Sum of kernel sizes; undefined for 0-0-0-0',
      paper: 'none',
      direction: 'higher',
      seeded: false,
      sharedByCanonical: false,
      options: { busy, crash },
      requests: () => [{ kind: 'topology' }],
      score(evidence, options) {
        busyWait(options.busy);
        const { value } = evidence.get({ kind: 'topology' });
        const kernels = value.cells[0].cell.edges.map(({ op }) => op.kernel);
        if (options.crash && kernels.join() === '1,3,5,1') process.exit(3);
        if (kernels.every((kernel) => kernel === 1)) return { ok: false, reason: 'nothing to see' };
        return { ok: true, value: kernels.reduce((a, b) => a + b, 0), parts: { first: kernels[0] } };
      },
    },
    {
      id: 'weight',
      title: 'Params',
      paper: 'none',
      direction: 'higher',
      seeded: false,
      sharedByCanonical: true,
      options: { busy },
      requests: () => [{ kind: 'cost' }],
      score(evidence, options) {
        busyWait(options.busy);
        const { ok, value, reason } = evidence.get({ kind: 'cost' });
        return ok ? { ok, value: value.params } : { ok, reason };
      },
    },
    {
      id: 'spread',
      title: 'Range of the outputs at constant weights',
      paper: 'none',
      direction: 'higher',
      seeded: false,
      sharedByCanonical: true,
      options: { weight: { kind: 'number', default: 1, help: 'the constant' } },
      requests: ({ weight }) => [{ kind: 'constant', weight, arithmetic: 'extended' }],
      score(evidence, { weight }) {
        const { ok, value, reason } = evidence.get({ kind: 'constant', weight, arithmetic: 'extended' });
        if (!ok) return { ok, reason };
        return { ok: true, value: (Math.max(...value.values) - Math.min(...value.values)) * 2 ** value.exponent };
      },
    },
  ];
  return { openSpace: () => space, proxies };
}
