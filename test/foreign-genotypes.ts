/** Genotypes that the space of DARTS reads though it samples none of their kind. */
export const foreignGenotypes: readonly string[] = [
  'NASNet',
  'AmoebaNet',
  'SETN',
  // Edges without effect, one input twice, fewer nodes at the output, and so nodes that nobody reads.
  "Genotype(normal=[('none', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), ('none', 0), ('none', 2)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 0), ('skip_connect', 2), ('none', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('dil_conv_3x3', 1)], reduce_concat=[4])",
  // One node a cell.
  "Genotype(normal=[('skip_connect', 0), ('sep_conv_7x7', 0)], normal_concat=[2], reduce=[('none', 1), ('skip_connect', 1)], reduce_concat=[2])",
];
