import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';
import { roundTo8 } from './zen-blocks.js';

const zenNets = {
  '400M':
    'SuperConvK3BNRELU(3,16,2,1)SuperResIDWE1K7(16,40,2,40,1)SuperResIDWE1K7(40,64,2,64,1)SuperResIDWE4K7(64,96,2,96,5)SuperResIDWE2K7(96,224,2,224,5)SuperConvK1BNRELU(224,2048,1,1)',
  '600M':
    'SuperConvK3BNRELU(3,24,2,1)SuperResIDWE1K7(24,48,2,48,1)SuperResIDWE2K7(48,72,2,72,1)SuperResIDWE6K7(72,96,2,88,5)SuperResIDWE4K7(96,192,2,168,5)SuperConvK1BNRELU(192,2048,1,1)',
  '900M':
    'SuperConvK3BNRELU(3,16,2,1)SuperResIDWE1K7(16,48,2,72,1)SuperResIDWE2K7(48,72,2,64,3)SuperResIDWE2K7(72,152,2,144,3)SuperResIDWE2K7(152,360,2,352,4)SuperResIDWE4K7(360,288,1,264,3)SuperConvK1BNRELU(288,2048,1,1)',
};

describe('ZenNAS structures', () => {
  // Params of the published ZenNets, counted on the networks that the published code builds.
  it.each([
    ['400M', '', 5_698_208],
    ['400M', ':residual=false', 5_666_088],
    ['400M', ':se=true', 7_466_024],
    ['600M', '', 7_125_944],
    ['600M', ':residual=false', 6_724_016],
    ['600M', ':se=true', 11_311_664],
    ['900M', '', 13_300_208],
    ['900M', ':residual=false:se=true', 17_767_612],
    ['900M', ':se=true', 19_351_644],
  ] as const)('of ZenNet %s%s have the published size', (name, options, params) => {
    const space = openSpace(`zen-mobilenet${options}`);
    expect(countCost(space.build(space.decode(zenNets[name]))).params).toBe(params);
  });

  it('need about as many MACs as the names of ZenNets say', () => {
    const space = openSpace('zen-mobilenet');
    const millions = Object.values(zenNets).map((text) => Math.round(countCost(space.build(space.decode(text))).macs / 1e6));
    expect(millions).toEqual([400, 598, 910]);
  });

  // Millions of params and thousand millions of MACs in the table of ZenNAS's README: ZenNets for a V100, of dense residual blocks.
  it.each([
    [
      30.1,
      1.7,
      'SuperConvK3BNRELU(3,24,2,1)SuperResK3K3(24,32,2,64,1)SuperResK5K5(32,64,2,32,1)SuperResK5K5(64,168,2,96,1)SuperResK1K5K1(168,320,1,120,1)SuperResK1K5K1(320,640,2,304,3)SuperResK1K5K1(640,512,1,384,1)SuperConvK1BNRELU(512,2384,1,1)',
    ],
    [
      49.7,
      3.4,
      'SuperConvK3BNRELU(3,24,2,1)SuperResK1K5K1(24,32,2,32,1)SuperResK1K7K1(32,104,2,64,1)SuperResK1K5K1(104,512,2,160,1)SuperResK1K5K1(512,344,1,192,1)SuperResK1K5K1(344,688,2,320,4)SuperResK1K5K1(688,680,1,304,3)SuperConvK1BNRELU(680,2552,1,1)',
    ],
    [
      118,
      8.3,
      'SuperConvK3BNRELU(3,8,2,1)SuperResK1K7K1(8,64,2,32,1)SuperResK1K3K1(64,152,2,128,1)SuperResK1K5K1(152,640,2,192,4)SuperResK1K5K1(640,640,1,192,2)SuperResK1K5K1(640,1536,2,384,4)SuperResK1K5K1(1536,816,1,384,3)SuperResK1K5K1(816,816,1,384,3)SuperConvK1BNRELU(816,5304,1,1)',
    ],
    [
      180,
      22.0,
      'SuperConvK3BNRELU(3,32,2,1)SuperResK1K5K1(32,80,2,32,1)SuperResK1K7K1(80,432,2,128,5)SuperResK1K7K1(432,640,2,192,3)SuperResK1K7K1(640,1008,1,160,5)SuperResK1K7K1(1008,976,1,160,4)SuperResK1K5K1(976,2304,2,384,5)SuperResK1K5K1(2304,2496,1,384,5)SuperConvK1BNRELU(2496,3072,1,1)',
    ],
  ])('of %f million params and %f thousand million MACs are read', (params, macs, text) => {
    const space = openSpace('zen-mobilenet');
    const structure = space.decode(text);
    expect(space.encode(structure)).toBe(text);
    const cost = countCost(space.build(structure));
    expect(Math.abs(cost.params / 1e6 / params - 1)).toBeLessThan(0.005);
    expect(Math.abs(cost.macs / 1e9 / macs - 1)).toBeLessThan(0.04);
    const neighbor = space.neighbors(structure).at(-1);
    expect(space.decode(space.encode(neighbor))).toEqual(neighbor);
  });

  it.each([
    ['SuperConvK3BNRELU(3,16,2,1)SuperResIDWE1K7(24,40,2,40,1)', 'expected 16 channels into SuperResIDWE1K7, got 24'],
    ['SuperConvK3BNRELU(3,16,2,1)SuperResK1KXK1(16,40,2,40,1)', 'expected a block of the space, got "SuperResK1KXK1"'],
    ['SuperConvK3BNRELU(3,16,2)', 'expected 4 numbers in SuperConvK3BNRELU, got 3'],
    ['SuperConvK3BNRELU(3,16,4,1)', 'expected stride 1 or 2'],
    ['SuperConvK3BNRELU(3,16,2,1)x', 'expected super-blocks such as'],
    ['SuperConvK3BNRELU(3,0,2,1)', 'expected integers from 1 to 16384'],
    ['SuperConvK3BNRELU(3,16,2,101)', 'expected at most 100 layers, got 101'],
  ])('are refused: %s', (text, message) => {
    expect(() => openSpace('zen-mobilenet').decode(text)).toThrow(message);
  });

  it('are read with the names that their blocks may have', () => {
    const space = openSpace('zen-mobilenet');
    expect(space.encode(space.decode('SuperConvK3BNRELU(first|3,16,2,1)\n'))).toBe('SuperConvK3BNRELU(3,16,2,1)');
  });

  it('round as Python does', () => {
    expect([4, 12, 20, 28, 21].map(roundTo8)).toEqual([8, 16, 16, 32, 24]);
  });
});
