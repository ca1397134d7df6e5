/** An AutoFormer as its evolution code writes it: one width for all layers, a ratio and a number of heads for each. */
export interface AutoFormerGenotype {
  readonly depth: number;
  readonly embed_dim: number;
  readonly mlp_ratio: readonly number[];
  readonly num_heads: readonly number[];
}

/** Choices of one of the published super-networks. */
export interface AutoFormerChoices {
  readonly widths: readonly number[];
  readonly depths: readonly number[];
  readonly ratios: readonly number[];
  readonly heads: readonly number[];
}

export const autoFormerChoices = {
  tiny: { widths: [192, 216, 240], depths: [12, 13, 14], ratios: [3.5, 4], heads: [3, 4] },
  small: { widths: [320, 384, 448], depths: [12, 13, 14], ratios: [3, 3.5, 4], heads: [5, 6, 7] },
  base: { widths: [528, 576, 624], depths: [14, 15, 16], ratios: [3, 3.5, 4], heads: [9, 10] },
} as const satisfies { readonly [name: string]: AutoFormerChoices };
