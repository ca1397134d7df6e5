import { quote, usageError, parameter } from '../../core/errors.js';
import { unknownName } from '../../core/suggest.js';

/** The parts of a data spec. */
type DataSpec = { readonly kind: 'ramp' | 'noise' } | { readonly kind: 'cifar10' | 'folder'; readonly path: string };

/** Every data source: how it is written and what it is, for help texts. */
const dataSources: readonly { readonly id: DataSpec['kind']; readonly usage: string; readonly help: string }[] = [
  { id: 'ramp', usage: 'ramp', help: 'image i of B is the constant i/B: needs no data' },
  { id: 'noise', usage: 'noise', help: 'standard normal numbers, drawn from the seed' },
  { id: 'cifar10', usage: 'cifar10:FILE', help: 'official CIFAR-10 binary records, plain or gzip' },
  { id: 'folder', usage: 'folder:DIR', help: 'a folder of pictures, sorted by path' },
];

/** Whether the classes of the images of a data spec are drawn, because they have none. @throws a usage error. */
export function drawsLabels(text: string): boolean {
  const { kind } = parseDataSpec(text);
  return kind === 'ramp' || kind === 'noise';
}

/** Reads `ramp`, `noise`, `cifar10:FILE` or `folder:DIR`. @throws a usage error, with the nearest name for an unknown one. */
export function parseDataSpec(text: string): DataSpec {
  const colon = text.indexOf(':');
  const id = colon < 0 ? text : text.slice(0, colon);
  const path = colon < 0 ? '' : text.slice(colon + 1);
  const source = dataSources.find((known) => known.id === id);
  if (source === undefined)
    throw unknownName(
      parameter('data'),
      `data source (${dataSources.map(({ usage }) => usage).join(', ')})`,
      id,
      dataSources.map((known) => known.id),
    );
  switch (source.id) {
    case 'ramp':
    case 'noise':
      if (colon >= 0)
        throw usageError(parameter('data'), {
          expected: source.usage,
          got: quote(text),
          hint: 'it takes no path',
          code: 'malformed',
        });
      return { kind: source.id };
    case 'cifar10':
    case 'folder':
      if (path === '') throw usageError(parameter('data'), { expected: source.usage, got: quote(text), code: 'malformed' });
      return { kind: source.id, path };
    default:
      return source.id satisfies never;
  }
}
