/** Other names under which papers' code writes the operators of NASNet-like cells. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['identity', 'skip_connect'],
  ['skip', 'skip_connect'],
  ['zero', 'none'],
  ['zeroize', 'none'],
  ['nor_conv_1x1', 'conv_1x1'],
  ['nor_conv_3x3', 'conv_3x3'],
  ['conv_1x3_3x1', 'conv_3x1_1x3'],
  ['conv_1x7_7x1', 'conv_7x1_1x7'],
]);

/** The name of an operator here: without blanks, and the usual one of several. */
export function opNamed(name: string): string {
  const trimmed = name.trim();
  return aliases.get(trimmed.toLowerCase()) ?? trimmed;
}
