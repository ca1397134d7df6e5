import type { ReadingOutcome, Tap, TapSet, TapValue, ReadingValues } from './types.js';

/** What a set of taps is called in a reason. */
const titles: { readonly [K in TapSet]: string } = {
  'rectifier-inputs': 'ReLU',
  'rectifier-outputs': 'ReLU',
  'weighted-outputs': 'convolution or linear layer',
  'leaf-outputs': 'layer',
  'late-leaf-outputs': 'cell or block',
  'norm-inputs': 'batch norm',
  'pool-inputs': 'pool',
  'block-outputs': 'block (group of nodes)',
  features: 'global pool or classifier',
  outputs: 'output',
};

/** Reads every tap; taps of one value are read once. A network without such taps has no such reading. */
export function readTaps(taps: readonly Tap[], of: TapSet, read: (tap: Tap) => ReadingValues): ReadingOutcome {
  if (taps.length === 0) return { ok: false, reason: `the network has no ${titles[of]}` };
  const known = new Map<string, ReadingValues>();
  const values = taps.map((tap): TapValue => {
    const own = known.get(tap.source) ?? read(tap);
    known.set(tap.source, own);
    return { ...tap, values: own };
  });
  return { ok: true, taps: values };
}

/** Where a reading taps. */
export function tapSetOf(reading: { readonly kind: string; readonly of?: TapSet }): TapSet {
  return reading.of ?? 'norm-inputs';
}
