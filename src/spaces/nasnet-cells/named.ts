/**
 * Cells that papers found, by the names in their repositories: pairs `op~input`, with "/" between the cells, each with the nodes
 * it concatenates after "@" if these are not all.
 */
import { must } from '../../core/must.js';

const found: { readonly [name: string]: string } = {
  // Liu et al., ICLR 2019, first and second order.
  DARTS_V1:
    'sep_conv_3x3~1;sep_conv_3x3~0;skip_connect~0;sep_conv_3x3~1;skip_connect~0;sep_conv_3x3~1;sep_conv_3x3~0;skip_connect~2' +
    '/max_pool_3x3~0;max_pool_3x3~1;skip_connect~2;max_pool_3x3~0;max_pool_3x3~0;skip_connect~2;skip_connect~2;avg_pool_3x3~0',
  DARTS_V2:
    'sep_conv_3x3~0;sep_conv_3x3~1;sep_conv_3x3~0;sep_conv_3x3~1;sep_conv_3x3~1;skip_connect~0;skip_connect~0;dil_conv_3x3~2' +
    '/max_pool_3x3~0;max_pool_3x3~1;skip_connect~2;max_pool_3x3~1;max_pool_3x3~0;skip_connect~2;skip_connect~2;max_pool_3x3~1',
  // Xu et al., ICLR 2020.
  PC_DARTS_cifar:
    'sep_conv_3x3~1;skip_connect~0;sep_conv_3x3~0;dil_conv_3x3~1;sep_conv_5x5~0;sep_conv_3x3~1;avg_pool_3x3~0;dil_conv_3x3~1' +
    '/sep_conv_5x5~1;max_pool_3x3~0;sep_conv_5x5~1;sep_conv_5x5~2;sep_conv_3x3~0;sep_conv_3x3~3;sep_conv_3x3~1;sep_conv_3x3~2',
  PC_DARTS_image:
    'skip_connect~1;sep_conv_3x3~0;sep_conv_3x3~0;skip_connect~1;sep_conv_3x3~1;sep_conv_3x3~3;sep_conv_3x3~1;dil_conv_5x5~4' +
    '/sep_conv_3x3~0;skip_connect~1;dil_conv_5x5~2;max_pool_3x3~1;sep_conv_3x3~2;sep_conv_3x3~1;sep_conv_5x5~0;sep_conv_3x3~3',
  // Chen et al., ICCV 2019.
  PDARTS:
    'skip_connect~0;dil_conv_3x3~1;skip_connect~0;sep_conv_3x3~1;sep_conv_3x3~1;sep_conv_3x3~3;sep_conv_3x3~0;dil_conv_5x5~4' +
    '/avg_pool_3x3~0;sep_conv_5x5~1;sep_conv_3x3~0;dil_conv_5x5~2;max_pool_3x3~0;dil_conv_3x3~1;dil_conv_3x3~1;dil_conv_5x5~3',
  // Xie et al., ICLR 2019, with the mild constraint.
  SNAS:
    'sep_conv_3x3~0;sep_conv_3x3~1;skip_connect~0;dil_conv_3x3~1;skip_connect~1;skip_connect~0;skip_connect~0;sep_conv_3x3~1' +
    '/max_pool_3x3~0;max_pool_3x3~1;max_pool_3x3~1;skip_connect~2;skip_connect~2;max_pool_3x3~1;max_pool_3x3~0;dil_conv_5x5~2',
  // Dong & Yang, CVPR 2019 and ICCV 2019.
  GDAS_V1:
    'skip_connect~0;skip_connect~1;skip_connect~0;sep_conv_5x5~2;sep_conv_3x3~3;skip_connect~0;sep_conv_5x5~4;sep_conv_3x3~3' +
    '/sep_conv_5x5~0;sep_conv_3x3~1;sep_conv_5x5~2;sep_conv_5x5~1;dil_conv_5x5~2;sep_conv_3x3~1;sep_conv_5x5~0;sep_conv_5x5~1',
  SETN:
    'skip_connect~0;sep_conv_5x5~1;sep_conv_5x5~0;sep_conv_3x3~1;sep_conv_5x5~1;sep_conv_5x5~3;max_pool_3x3~1;conv_3x1_1x3~4' +
    '/sep_conv_3x3~0;sep_conv_5x5~1;avg_pool_3x3~0;sep_conv_5x5~1;avg_pool_3x3~0;sep_conv_5x5~1;avg_pool_3x3~0;skip_connect~1',
  // Zheng et al., ICCV 2019.
  MdeNAS:
    'sep_conv_5x5~1;sep_conv_3x3~0;skip_connect~0;sep_conv_5x5~1;sep_conv_5x5~3;sep_conv_3x3~1;dil_conv_5x5~3;max_pool_3x3~4' +
    '/max_pool_3x3~0;sep_conv_5x5~1;skip_connect~0;skip_connect~1;sep_conv_3x3~3;skip_connect~2;dil_conv_3x3~3;sep_conv_5x5~0',
  // Zoph et al., CVPR 2018; Real et al., AAAI 2019; Liu et al., ECCV 2018: as the code of DARTS and of GDAS lists them.
  NASNet:
    'sep_conv_5x5~1;sep_conv_3x3~0;sep_conv_5x5~0;sep_conv_3x3~0;avg_pool_3x3~1;skip_connect~0;avg_pool_3x3~0;avg_pool_3x3~0;' +
    'sep_conv_3x3~1;skip_connect~1' +
    '/sep_conv_5x5~1;sep_conv_7x7~0;max_pool_3x3~1;sep_conv_7x7~0;avg_pool_3x3~1;sep_conv_5x5~0;skip_connect~3;avg_pool_3x3~2;' +
    'sep_conv_3x3~2;max_pool_3x3~1@4,5,6',
  AmoebaNet:
    'avg_pool_3x3~0;max_pool_3x3~1;sep_conv_3x3~0;sep_conv_5x5~2;sep_conv_3x3~0;avg_pool_3x3~3;sep_conv_3x3~1;skip_connect~1;' +
    'skip_connect~0;avg_pool_3x3~1@4,5,6' +
    '/avg_pool_3x3~0;sep_conv_3x3~1;max_pool_3x3~0;sep_conv_7x7~2;sep_conv_7x7~0;avg_pool_3x3~1;max_pool_3x3~0;max_pool_3x3~1;' +
    'conv_7x1_1x7~0;sep_conv_3x3~5@3,4,6',
  PNASNet:
    'sep_conv_5x5~0;max_pool_3x3~0;sep_conv_7x7~1;max_pool_3x3~1;sep_conv_5x5~1;sep_conv_3x3~1;sep_conv_3x3~4;max_pool_3x3~1;' +
    'sep_conv_3x3~0;skip_connect~1' +
    '/sep_conv_5x5~0;max_pool_3x3~0;sep_conv_7x7~1;max_pool_3x3~1;sep_conv_5x5~1;sep_conv_3x3~1;sep_conv_3x3~4;max_pool_3x3~1;' +
    'sep_conv_3x3~0;skip_connect~1',
};

/** Other names of the same. */
const aliases: { readonly [name: string]: string } = {
  DARTS: 'DARTS_V2',
  PC_DARTS: 'PC_DARTS_cifar',
  PC_DARTS_imagenet: 'PC_DARTS_image',
  SNAS_mild: 'SNAS',
  GDAS: 'GDAS_V1',
  NASNet_A: 'NASNet',
  AmoebaNet_A: 'AmoebaNet',
  PNAS: 'PNASNet',
};

/** Names are compared without case, hyphens and underscores. */
const keyOf = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase();

const byKey: ReadonlyMap<string, string> = new Map([
  ...Object.entries(found).map(([name, cells]) => [keyOf(name), cells] as const),
  ...Object.entries(aliases).map(([name, of]) => [keyOf(name), must(found[of], 'a cell of each alias')] as const),
]);

/** Names of published cells, for hints. */
export const cellNames: readonly string[] = [...Object.keys(found), ...Object.keys(aliases)];

/** The cells of a published name as pairs; undefined if the name is unknown. */
export function namedCells(name: string): string | undefined {
  return byKey.get(keyOf(name));
}
