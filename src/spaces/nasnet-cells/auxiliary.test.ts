import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { checkArchitecture } from '../../arch/validate.js';
import { openSpace } from '../index.js';
import { ndsSpaces } from './nds.js';

describe('the auxiliary classifier', () => {
  // spec/spaces.md 3.5: params with the auxiliary head, as DARTS's code counts them.
  it.each([
    ['DARTS_V1', 3_645_840],
    ['DARTS_V2', 3_825_768],
  ])('gives %s its published size', (name, params) => {
    const space = openSpace('darts:aux=true');
    const architecture = space.build(space.decode(name));
    checkArchitecture(architecture);
    expect(architecture.outputs).toHaveLength(2);
    expect(countCost(architecture).params).toBe(params);
    expect(space.cost?.(space.decode(name))).toEqual(countCost(architecture));
  });

  it('is left out by default, and built if a record of NDS has it', () => {
    const text = ndsSpaces[4].example;
    const asked = text.replace(/}$/, ',"aux":true}');
    const [plain, record, always] = ['', ':aux=record', ':aux=always'].map((option) => openSpace(`nds-darts${option}`));
    const paramsOf = (space: typeof plain, net: string): number => countCost(space.build(space.decode(net))).params;
    const own = paramsOf(plain, text);
    expect(paramsOf(plain, asked)).toBe(own);
    expect(paramsOf(record, text)).toBe(own);
    expect(paramsOf(record, asked)).toBeGreaterThan(own);
    expect(paramsOf(always, text)).toBe(paramsOf(record, asked));
    expect(record.cost?.(record.decode(asked))).toEqual(countCost(record.build(record.decode(asked))));
    expect(record.encode(record.decode(asked))).toBe(asked);
    expect(record.canonical(record.decode(asked))).not.toBe(record.canonical(record.decode(text)));
    expect(plain.encode(plain.decode(asked))).toBe(text);
    const [a, b] = [new Uint32Array(2), new Uint32Array(2)];
    record.canonicalKey?.(record.decode(asked), a);
    record.canonicalKey?.(record.decode(text), b);
    expect(a).not.toEqual(b);
  });

  it('fits ImageNet, and refuses an image that is too small for it', () => {
    const imagenet = openSpace('darts:aux=true:stem=imagenet:C=48:L=14:classes=1000:size=224');
    const v2 = imagenet.decode('DARTS_V2');
    const without = openSpace('darts:stem=imagenet:C=48:L=14:classes=1000:size=224');
    // Worked out by hand: 768 x 128 + 2 x 128 + 4 x 128 x 768 + 768 x 1000 + 1000.
    expect(countCost(imagenet.build(v2)).params - countCost(without.build(v2)).params).toBe(1_260_776);
    const small = openSpace('darts:aux=true:size=16');
    expect(() => small.build(v2)).toThrow('at least 8 x 8 values a channel for the auxiliary head, got 4 x 4');
  });
});
