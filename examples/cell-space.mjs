// A space of your own, cell-structured: five nodes, an operator on each of the ten edges, 4^10 cells.
// Opened as ./examples/cell-space.mjs.
import { defineSpace } from 'assay';

export const space = defineSpace({
  id: 'my-cells',
  title: 'Cells of five nodes with separable convolutions, pooling and skips',
  cell: {
    input: [3, 32, 32],
    nodes: 5,
    stages: [16, 32, 64],
    cells: 2,

    // An operator without a layer lets nothing through.
    ops: {
      none: {},
      skip: { topology: { kind: 'skip' }, layer: (net, x) => x },
      sep3: {
        topology: { kind: 'conv', kernel: 3, times: 1 },
        layer: (net, x, { channels }) => net.convBn(net.depthwise(net.relu(x), { kernel: 3 }), { channels }),
      },
      pool3: {
        topology: { kind: 'pool', kernel: 3, pool: 'max' },
        layer: (net, x) => net.maxPool(x, { kernel: 3 }),
      },
    },

    end: (net, x) => net.classifier(net.relu(net.batchNorm(x)), 10),
  },
});
