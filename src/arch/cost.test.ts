import { describe, expect, it } from 'vitest';
import { mobileNetV2, resNet18, vitB16 } from '../../test/reference-networks.js';
import { openSpace } from '../spaces/index.js';
import { countCost, nodeCosts } from './cost.js';
import { checkArchitecture } from './validate.js';

/** MACs without those of biases, as torchvision's tables and most papers count. */
function macsWithoutBias(architecture: Parameters<typeof nodeCosts>[0]): number {
  const costs = new Map(nodeCosts(architecture).map((cost) => [cost.id, cost]));
  const biased = architecture.nodes.filter((node) => (node.op === 'conv' || node.op === 'linear') && node.attrs.bias);
  return (
    countCost(architecture).macs -
    biased.reduce((sum, { id }) => sum + (costs.get(id)?.shape ?? []).reduce((a, b) => a * b, 1), 0)
  );
}

describe('published networks', () => {
  it('ResNet-18 has 11,689,512 params and 1,814,073,344 MACs', () => {
    const network = resNet18();
    checkArchitecture(network);
    expect(countCost(network)).toEqual({ params: 11_689_512, macs: 1_814_073_344 + 1000 });
    expect(macsWithoutBias(network)).toBe(1_814_073_344);
  });

  it('MobileNetV2 has 3,504,872 params and 0.301 billion MACs', () => {
    const network = mobileNetV2();
    checkArchitecture(network);
    expect(countCost(network).params).toBe(3_504_872);
    expect(macsWithoutBias(network)).toBe(300_774_272);
  });

  it('ViT-B/16 has 86,567,656 params and 17.564 billion MACs, attention included', () => {
    const network = vitB16();
    checkArchitecture(network);
    const attention = 2 * 12 * 197 * 197 * 64;
    const weights = 196 * 768 * 768 + 12 * (197 * 12 * 768 * 768 + attention) + 768 * 1000;
    expect(countCost(network).params).toBe(86_567_656);
    expect(macsWithoutBias(network)).toBe(weights);
    expect((weights / 1e9).toFixed(3)).toBe('17.564');
  });

  it('NAS-Bench-201 cells have the params and MACs that its API states', () => {
    const space = openSpace('nas-bench-201');
    const cost = (text: string): unknown => countCost(space.build(space.decode(text)));
    const all = (op: string): string => `|${op}~0|+|${op}~0|${op}~1|+|${op}~0|${op}~1|${op}~2|`;
    expect(cost(all('none'))).toEqual({ params: 73_306, macs: 7_783_050 });
    expect(cost(all('skip_connect'))).toEqual({ params: 73_306, macs: 7_783_050 });
    expect(cost(all('nor_conv_3x3'))).toEqual({ params: 1_531_546, macs: 220_119_690 });
    // Index 13714 of the API: 1.073 M params, 153.27 M "FLOPs".
    expect(cost('|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|')).toEqual({
      params: 1_073_466,
      macs: 153_272_970,
    });
  });
});

describe('nodeCosts', () => {
  it('counts one sample for any declared batch', () => {
    const network = resNet18(32);
    const wide = { ...network, inputs: network.inputs.map((input) => ({ ...input, shape: [8, ...input.shape.slice(1)] })) };
    expect(nodeCosts(wide)).toEqual(nodeCosts(network));
  });
});
