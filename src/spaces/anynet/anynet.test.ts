import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';
import { buildAnyNet } from './network.js';
import type { AnyNetGenotype } from './genotype.js';

const imagenet = { classes: 1000, size: 224, stem: 'cifar' } as const;
/** The usual first layer has a 7x7 kernel, ours 3x3. */
const wider = (7 * 7 - 3 * 3) * 3 * 64;

describe('AnyNet blocks', () => {
  // Params of torchvision's models, which have these blocks under another stem.
  it.each([
    [
      'ResNet-18',
      { block_type: 'res_basic_block', ds: [1, 2, 2, 2, 2], ws: [64, 64, 128, 256, 512], ss: [1, 1, 2, 2, 2] },
      11_689_512,
    ],
    [
      'ResNet-50',
      {
        block_type: 'res_bottleneck_block',
        ds: [1, 3, 4, 6, 3],
        ws: [64, 256, 512, 1024, 2048],
        ss: [1, 1, 2, 2, 2],
        bot_muls: [0, 0.25, 0.25, 0.25, 0.25],
        num_gs: [1, 1, 1, 1, 1],
      },
      25_557_032,
    ],
    [
      'ResNeXt-50 32x4d',
      {
        block_type: 'res_bottleneck_block',
        ds: [1, 3, 4, 6, 3],
        ws: [64, 256, 512, 1024, 2048],
        ss: [1, 1, 2, 2, 2],
        bot_muls: [0, 0.5, 0.5, 0.5, 0.5],
        num_gs: [1, 32, 32, 32, 32],
      },
      25_028_904,
    ],
  ] as const)('give %s its known size', (name, genotype: AnyNetGenotype, params) => {
    expect(countCost(buildAnyNet(genotype, imagenet, name)).params + wider).toBe(params);
  });
});

describe('AnyNet spaces', () => {
  it.each([
    ['nds-vanilla', 1_259_712],
    ['nds-resnet', 1_259_712],
    ['nds-resnext-a', 11_390_625],
    ['nds-resnext-b', 52_734_375],
  ])('%s is as large as the paper says', (id, size) => {
    expect(openSpace(id).size).toBe(size);
  });

  it('reads the example of the released files, and networks off the grid of the space', () => {
    const space = openSpace('nds-resnext-a');
    const text =
      '{"block_type":"res_bottleneck_block","ds":[1,16,1,4],"ws":[16,64,128,16],"ss":[1,1,2,2],"bot_muls":[0,0.25,0.25,0.25],"num_gs":[1,2,1,2]}';
    expect(space.encode(space.decode(text))).toBe(text);
    const odd = '{"block_type":"res_basic_block","ds":[1,6,9,2],"ws":[16,40,41,42],"ss":[1,2,2,2]}';
    const resnet = openSpace('nds-resnet');
    expect(resnet.encode(resnet.decode(odd))).toBe(odd);
    for (const neighbor of resnet.neighbors(resnet.decode(odd))) expect((neighbor as AnyNetGenotype).ss).toEqual([1, 2, 2, 2]);
  });

  it.each([
    ['{"block_type":"res_basic_block","ds":[1,1,1],"ws":[16,16,16],"ss":[1,1,1]}', 'three stages in ds'],
    ['{"block_type":"vanilla_block","ds":[1,1,1,1],"ws":[16,16,16,16],"ss":[1,1,2,2]}', 'expected block_type "res_basic_block"'],
    ['{"block_type":"res_basic_block","ds":[1,1,1,1],"ws":[16,16,16],"ss":[1,1,2,2]}', 'expected ws to be a list of 4 integers'],
    ['{"block_type":"res_basic_block","dz":[1]}', 'did you mean "ds"?'],
  ])('refuse %s', (text, message) => {
    expect(() => openSpace('nds-resnet').decode(text)).toThrow(message);
  });
});
