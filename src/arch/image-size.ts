/** Networks of images at another height and width than they were built for. */
import { AssayError, dataError } from '../core/errors.js';
import { formatShape } from './ops/shapes.js';
import { inferShapes } from './infer.js';
import type { Architecture } from './types.js';

/** Height and width of the images of a network with one square input; undefined where it reads something else. */
export function imageSizeOf({ inputs }: Architecture): number | undefined {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0 || input.shape.length !== 4) return undefined;
  const [, , height, width] = input.shape;
  return height === width ? height : undefined;
}

/**
 * The network on images of another height and width, with the same weights.
 * @throws a data error where it reads no square images, or holds lengths of its images inside.
 */
export function withImageSize(architecture: Architecture, size: number): Architecture {
  const declared = imageSizeOf(architecture);
  const [input] = architecture.inputs;
  if (declared === size) return architecture;
  if (declared === undefined || input === undefined)
    throw dataError(`images of ${size}x${size}`, {
      expected: 'a network of square images',
      got: architecture.inputs.map(({ id, shape }) => `${id} ${formatShape(shape)}`).join(', '),
      code: 'unsupported',
    });
  const resized = { ...architecture, inputs: [{ ...input, shape: [...input.shape.slice(0, 2), size, size] }] };
  try {
    inferShapes(resized, 1);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw dataError(`images of ${size}x${size}`, {
      expected: `a network that takes them besides its ${declared}x${declared}`,
      got: error.message,
      code: 'unsupported',
    });
  }
  return resized;
}

/** The networks at a size, without those that cannot take it; as they are where there is none. */
export function networksAt(size: number | undefined, architectures: readonly Architecture[]): readonly Architecture[] {
  if (size === undefined) return architectures;
  return architectures.flatMap((architecture) => {
    try {
      return [withImageSize(architecture, size)];
    } catch (error) {
      if (error instanceof AssayError) return [];
      throw error;
    }
  });
}
