/** An encoder layer as NAS-Bench-BERT's file writes it. */
export interface EncoderLayer {
  readonly operation_type: 'SA' | 'LT' | 'DSC';
  /** Attention by scaled dot products or weighted multiplication, a Fourier or cosine transform, or the kernel of the convolution. */
  readonly operation_parameter: 'SDP' | 'WMA' | 'DFT' | 'DCT' | 5 | 9;
  readonly num_operation_heads: number;
  readonly feed_forward_dimension: number;
  readonly num_feed_forward: number;
}

export interface FlexiBert {
  readonly hidden_size: number;
  readonly encoder_layers: readonly EncoderLayer[];
}

/** The operations, each with its parameter. */
export const operations = [
  { operation_type: 'SA', operation_parameter: 'SDP' },
  { operation_type: 'SA', operation_parameter: 'WMA' },
  { operation_type: 'LT', operation_parameter: 'DFT' },
  { operation_type: 'LT', operation_parameter: 'DCT' },
  { operation_type: 'DSC', operation_parameter: 5 },
  { operation_type: 'DSC', operation_parameter: 9 },
] as const satisfies readonly Pick<EncoderLayer, 'operation_type' | 'operation_parameter'>[];

export const hiddenSizes = [128, 256] as const;
export const depths = [2, 4] as const;
export const headCounts = [2, 4] as const;
export const feedForwardDimensions = [512, 1024] as const;
export const feedForwardCounts = [1, 3] as const;

/** Every layer there is. */
export const layers: readonly EncoderLayer[] = operations.flatMap((operation) =>
  headCounts.flatMap((num_operation_heads) =>
    feedForwardDimensions.flatMap((feed_forward_dimension) =>
      feedForwardCounts.map((num_feed_forward) => ({
        ...operation,
        num_operation_heads,
        feed_forward_dimension,
        num_feed_forward,
      })),
    ),
  ),
);
