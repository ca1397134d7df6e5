import { describe, expect, it } from 'vitest';
import { resNet18, vitB16 } from '../../test/reference-networks.js';
import { createArchBuilder, squareConv, type ArchBlocks } from './build.js';
import { inferShapes } from './infer.js';

describe('inferShapes', () => {
  it('knows the shapes of published networks, at any batch', () => {
    expect(inferShapes(resNet18()).get(resNet18().outputs[0])).toEqual([1, 1000]);
    const shapes = inferShapes(vitB16({ depth: 1 }), 7);
    expect(shapes.get('image')).toEqual([7, 3, 224, 224]);
    expect(shapes.get('class_token')).toEqual([7, 1, 768]);
    expect(shapes.get('position')).toEqual([1, 197, 768]);
    expect(shapes.get(vitB16({ depth: 1 }).outputs[0])).toEqual([7, 1000]);
  });

  it('names the node and the operator if shapes do not fit', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 3, 8, 8]);
    b.add('conv', [x], squareConv(4, 3, { groups: 2 }), 'stem.conv');
    expect(() => inferShapes(b.finish(['stem.conv']))).toThrow(
      'node "stem.conv" (conv): expected input channels divisible by 2 groups, got 3',
    );
  });

  it('reads a shared node with inputs of other shapes', () => {
    const blocks: ArchBlocks = new Map();
    const outputs = [8, 16, 8, 16].map((size) => {
      const b = createArchBuilder(blocks);
      const x = b.input('x', [1, 3, size, size]);
      const network = b.finish([b.block('layer', () => b.add('conv', [x], squareConv(4, 3, { stride: 2 }), 'layer'))]);
      return [1, 5].map((batch) => inferShapes(network, batch).get('layer'));
    });
    expect(outputs).toEqual([8, 16, 8, 16].map((size) => [1, 5].map((batch) => [batch, 4, size / 2, size / 2])));
  });

  it('names a missing input', () => {
    const b = createArchBuilder();
    b.input('x', [1, 3]);
    b.add('relu', ['y'], {}, 'r');
    expect(() => inferShapes(b.finish(['r']))).toThrow('node "r" (relu): expected inputs that are defined before it, got "y"');
  });

  it('refuses outputs too large to count', () => {
    const b = createArchBuilder();
    const x = b.input('x', [1, 1]);
    b.add('parameter', [x], { shape: [1, 2 ** 30, 2 ** 30] }, 'p');
    expect(() => inferShapes(b.finish(['p']))).toThrow(
      'node "p" (parameter): expected an output of fewer than 2^53 elements, 2^31 along an axis, got (1, 1073741824, 1073741824)',
    );
  });
});
