/** In which numbers a forward pass multiplies maps with weights. Sums are in float32 or wider everywhere. */
export const productKinds = ['float32', 'bfloat16', 'int8'] as const;
export type Products = (typeof productKinds)[number];
