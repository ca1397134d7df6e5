import type { Reading, ReadingOutcome, Tap, TapSet, TapValue, ReadingValues } from './types.js';

/** What a set of taps is called in a reason. */
const titles: { readonly [K in TapSet]: string } = {
  'rectifier-inputs': 'ReLU',
  'rectifier-outputs': 'ReLU',
  'bend-inputs': 'ReLU, GELU, SiLU or hard swish',
  'bend-outputs': 'ReLU, GELU, SiLU or hard swish',
  'feed-forward-hidden': 'feed-forward layer over tokens',
  'weighted-outputs': 'convolution or linear layer',
  'first-weighted-outputs': 'convolution or linear layer with 50 weights',
  'leaf-outputs': 'layer',
  'late-leaf-outputs': 'cell or block',
  'norm-inputs': 'batch norm',
  'pool-inputs': 'pool',
  'block-outputs': 'block (group of nodes)',
  features: 'global pool or classifier',
  outputs: 'output',
  inputs: 'input',
};

/** What taps share a reading: those of one value, or each alone where what reaches it through one node is read. */
export function tapKey(reading: Reading, { node, source }: Tap): string {
  return reading.kind === 'gradient-products' && reading.through ? node : source;
}

/** Reads every tap; taps of one key are read once. A network without such taps has no such reading. */
export function readTaps(taps: readonly Tap[], reading: Reading, read: (tap: Tap) => ReadingValues): ReadingOutcome {
  const of = tapSetOf(reading);
  if (taps.length === 0) return { ok: false, reason: `the network has no ${titles[of]}` };
  const known = new Map<string, ReadingValues>();
  const values = taps.map((tap): TapValue => {
    const key = tapKey(reading, tap);
    const own = known.get(key) ?? read(tap);
    known.set(key, own);
    return { ...tap, values: own };
  });
  return { ok: true, taps: values };
}

/** Where a reading taps. */
export function tapSetOf(reading: { readonly kind: string; readonly of?: TapSet }): TapSet {
  return reading.of ?? 'norm-inputs';
}
