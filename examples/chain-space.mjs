// A space of your own, chain-structured: four to eight inverted bottlenecks for 32 x 32 images.
// Opened as ./examples/chain-space.mjs, or with options as ./examples/chain-space.mjs:classes=100.
import { defineSpace } from 'assay';

export const space = defineSpace({
  id: 'my-chains',
  title: 'Four to eight inverted bottlenecks, each with its own kernel, expansion and width',
  options: { classes: { kind: 'integer', default: 10, min: 1, help: 'outputs of the classifier' } },
  chain: {
    input: [3, 32, 32],
    blocks: [4, 8],
    choices: { kernel: [3, 5], expand: [2, 4], width: [16, 32, 64] },

    start: (net, image) => net.convBnRelu(image, { channels: 16, kernel: 3 }),

    block(net, x, { kernel, expand, width }, index) {
      const stride = index % 2 === 1 && net.shape(x)[2] > 4 ? 2 : 1;
      let y = net.convBnRelu(x, { channels: expand * net.channels(x) });
      y = net.relu(net.batchNorm(net.depthwise(y, { kernel, stride })));
      y = net.convBn(y, { channels: width });
      return stride === 1 && net.channels(x) === width ? net.add(x, y) : y;
    },

    end: (net, x) => net.classifier(net.relu(x), net.options.classes),

    // What a block is to SED and in drawings.
    edge: ({ kernel }) => ({ kind: 'conv', kernel, times: 1 }),
  },
});
