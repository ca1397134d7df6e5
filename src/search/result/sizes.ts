/** Sizes that every list of architectures shows, once: among the scores if they were named as proxies, otherwise after them. */

const sizes = ['params', 'macs'] as const;
type Size = (typeof sizes)[number];

/** Whether a proxy's key is one of the sizes that are always shown; `macs:count=flops` is another number. */
export function isSize(key: string): key is Size {
  return (sizes as readonly string[]).includes(key);
}

/** Sizes that are not among the keys of the scores. */
export function sizesBeside(keys: readonly string[]): Size[] {
  return sizes.filter((size) => !keys.includes(size));
}
