import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { openSpace, spaces } from '../spaces/index.js';
import { imageSizeOf, networksAt, withImageSize } from './image-size.js';

const sizedSpaces = spaces.filter(({ id, options }) => 'size' in options && id !== 'autoformer').map(({ id }) => id);

describe('a network at another image size', () => {
  it.each(sizedSpaces)('is the one that %s builds at that size', (id) => {
    const [space, other] = [openSpace(id), openSpace(`${id}:size=40`)];
    const rng = createRng(2, id);
    for (let i = 0; i < 3; i++) {
      const genotype = space.sample(rng);
      expect(withImageSize(space.build(genotype), 40)).toEqual(other.build(genotype));
    }
  });

  it('is itself where the size is the same', () => {
    const space = openSpace('nas-bench-201');
    const network = space.build(space.sample(createRng(0, 'same')));
    expect(imageSizeOf(network)).toBe(32);
    expect(withImageSize(network, 32)).toBe(network);
  });

  it.each([
    ['flexibert', 'images of 16x16: expected a network of square images, got tokens (1, 128)'],
    [
      'autoformer',
      /^images of 64x64: expected a network that takes them besides its 224x224, got node "patch.flat" \(reshape\): expected .*$/,
    ],
  ])('is refused in one line where %s builds networks of one size', (id, message) => {
    const space = openSpace(id);
    const network = space.build(space.sample(createRng(0, 'one size')));
    expect(() => withImageSize(network, id === 'flexibert' ? 16 : 64)).toThrow(message);
    expect(networksAt(64, [network])).toEqual([]);
    expect(networksAt(undefined, [network])).toEqual([network]);
  });
});
