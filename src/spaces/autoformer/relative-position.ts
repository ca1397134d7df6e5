/**
 * Two-dimensional relative positions in attention (Wu et al., ICCV 2021, arXiv 2107.14222, as AutoFormer uses them): tables of learned vectors, one for
 * differences of rows and one of columns; entry 0 is for the class token, entry 15 + d for a difference of d from -14 to 14.
 *
 * The published code gathers N x N vectors from the tables. Here each query is multiplied by a table once, and the differences are aligned with the keys by
 * padding, reshaping and slicing, which gives the same numbers without a gather. Shapes: B batch, H heads, N = 1 + G x G tokens, D numbers a head.
 */
import { must } from '../../core/must.js';
import type { ArchBuilder } from '../../arch/build.js';

const TABLE = 30;
const CENTRE = 15;
/** Widest grid whose differences all have separate entries. */
export const MAX_GRID = 15;

export interface PositionShape {
  readonly heads: number;
  readonly headDim: number;
  /** Patches along one side. */
  readonly grid: number;
}

type Side = 'rows' | 'columns';
const sides: readonly Side[] = ['rows', 'columns'];

/** Learned vectors of rows and columns, each (30, D), named `<id>.rows` and `<id>.columns`. */
function addTables(b: ArchBuilder, id: string, headDim: number): { readonly rows: string; readonly columns: string } {
  const table = (side: Side): string => b.add('parameter', [], { shape: [TABLE, headDim] }, `${id}.${side}`);
  return { rows: table('rows'), columns: table('columns') };
}

const slice = (b: ArchBuilder, x: string, axis: number, start: number, end: number, id: string): string =>
  b.add('slice', [x], { axis, start, end, step: 1 }, id);
const reshape = (b: ArchBuilder, x: string, shape: readonly number[], id: string): string => b.add('reshape', [x], { shape }, id);
/** Rows are aligned along the third axis of (B, H, row, column, ...), columns along the fourth: exchanging them makes both the same case. */
const exchange = (b: ArchBuilder, x: string, id: string): string => b.add('transpose', [x], { permutation: [0, 1, 3, 2, 4] }, id);

/** (B, H, G, G, 2G - 1) of differences to (B, H, G, G, G) of keys: entry (q, k) is that of difference k - q. */
function toKeys(b: ArchBuilder, x: string, { heads, grid }: PositionShape, id: string): string {
  const wide = 2 * grid - 1;
  const padded = b.add('pad', [x], { pads: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], value: 0 }, `${id}.pad`);
  const flat = reshape(b, padded, [0, heads, grid, grid * (wide + 1)], `${id}.flat`);
  const cut = reshape(b, slice(b, flat, 3, 0, grid * wide, `${id}.cut`), [0, heads, grid, grid, wide], `${id}.skewed`);
  return slice(b, cut, 4, grid - 1, wide, `${id}.keys`);
}

/** The inverse: (B, H, G, G, G) of keys to (B, H, G, G, 2G - 1) of differences, zeros elsewhere. */
function toDifferences(b: ArchBuilder, x: string, { heads, grid }: PositionShape, id: string): string {
  const wide = 2 * grid - 1;
  const padded = b.add('pad', [x], { pads: [0, 0, 0, 0, grid - 1, 0, 0, 0, 0, 0], value: 0 }, `${id}.pad`);
  const flat = reshape(b, padded, [0, heads, grid, grid * wide], `${id}.flat`);
  const longer = b.add('pad', [flat], { pads: [0, 0, 0, 0, 0, 0, 0, grid], value: 0 }, `${id}.longer`);
  return slice(b, reshape(b, longer, [0, heads, grid, grid, wide + 1], `${id}.skewed`), 4, 0, wide, `${id}.differences`);
}

/** Adds to the products of queries and keys (B, H, N, N) those of queries (B, H, N, D) and the vectors of their relative positions. */
export function addKeyPositions(b: ArchBuilder, products: string, queries: string, shape: PositionShape, id: string): string {
  const { heads, headDim, grid } = shape;
  const tokens = 1 + grid * grid;
  const tables = addTables(b, id, headDim);
  const met = sides.map((side) =>
    b.add(
      'matmul',
      [queries, b.add('transpose', [tables[side]], { permutation: [1, 0] }, `${id}.${side}.t`)],
      {},
      `${id}.${side}.met`,
    ),
  );
  const lined = sides.map((side, i) => {
    const own = `${id}.${side}`;
    const patches = slice(
      b,
      slice(b, must(met[i], 'a product of each side'), 2, 1, tokens, `${own}.patches`),
      3,
      CENTRE + 1 - grid,
      CENTRE + grid,
      `${own}.near`,
    );
    const square = reshape(b, patches, [0, heads, grid, grid, 2 * grid - 1], `${own}.square`);
    const turned = side === 'rows' ? exchange(b, square, `${own}.turned`) : square;
    const keys = toKeys(b, turned, shape, own);
    const back = side === 'rows' ? exchange(b, keys, `${own}.back`) : keys;
    return reshape(
      b,
      back,
      side === 'rows' ? [0, heads, grid * grid, grid, 1] : [0, heads, grid * grid, 1, grid],
      `${own}.lined`,
    );
  });
  const among = reshape(b, b.add('add', lined, {}, `${id}.sum`), [0, heads, grid * grid, grid * grid], `${id}.among`);
  const withClass = slice(b, b.add('add', met, {}, `${id}.both`), 3, 0, 1, `${id}.class`);
  const ofPatches = b.add('concat', [slice(b, withClass, 2, 1, tokens, `${id}.first`), among], { axis: 3 }, `${id}.ofPatches`);
  const top = b.add(
    'add',
    [slice(b, products, 2, 0, 1, `${id}.classRow`), slice(b, withClass, 2, 0, 1, `${id}.corner`)],
    {},
    `${id}.top`,
  );
  const rest = b.add('add', [slice(b, products, 2, 1, tokens, `${id}.patchRows`), ofPatches], {}, `${id}.rest`);
  return b.add('concat', [top, rest], { axis: 2 }, `${id}.products`);
}

/** Adds to the attended values (B, H, N, D) the vectors of relative positions, weighed by the attention (B, H, N, N). */
export function addValuePositions(b: ArchBuilder, attended: string, attention: string, shape: PositionShape, id: string): string {
  const { heads, headDim, grid } = shape;
  const tokens = 1 + grid * grid;
  const tables = addTables(b, id, headDim);
  const ofPatches = slice(b, attention, 2, 1, tokens, `${id}.patchRows`);
  const toClass = slice(b, ofPatches, 3, 0, 1, `${id}.toClass`);
  const square = reshape(
    b,
    slice(b, ofPatches, 3, 1, tokens, `${id}.toPatches`),
    [0, heads, grid * grid, grid, grid],
    `${id}.square`,
  );
  // All attention of the class token, which sums to one, goes to entry 0.
  const all = b.add(
    'affine',
    [b.add('mean', [slice(b, attention, 2, 0, 1, `${id}.classRow`)], { axes: [3], keepDims: true }, `${id}.mean`)],
    { scale: tokens, shift: 0 },
    `${id}.all`,
  );
  const ofClass = b.add('pad', [all], { pads: [0, 0, 0, 0, 0, 0, 0, TABLE - 1], value: 0 }, `${id}.ofClass`);
  const terms = sides.map((side) => {
    const own = `${id}.${side}`;
    const summed = b.add(
      'affine',
      [b.add('mean', [square], { axes: [side === 'rows' ? 4 : 3], keepDims: false }, `${own}.mean`)],
      { scale: grid, shift: 0 },
      `${own}.summed`,
    );
    const keys = reshape(b, summed, [0, heads, grid, grid, grid], `${own}.keys`);
    const turned = side === 'rows' ? exchange(b, keys, `${own}.turned`) : keys;
    const differences = toDifferences(b, turned, shape, own);
    const back = side === 'rows' ? exchange(b, differences, `${own}.back`) : differences;
    const flat = reshape(b, back, [0, heads, grid * grid, 2 * grid - 1], `${own}.lined`);
    const margin = CENTRE - grid;
    const entries = b.add('pad', [flat], { pads: [0, 0, 0, margin, 0, 0, 0, margin], value: 0 }, `${own}.entries`);
    const weights = b.add(
      'concat',
      [ofClass, b.add('concat', [toClass, entries], { axis: 3 }, `${own}.weighed`)],
      { axis: 2 },
      `${own}.weights`,
    );
    return b.add('matmul', [weights, tables[side]], {}, `${own}.values`);
  });
  return b.add('add', [attended, ...terms], {}, `${id}.sum`);
}
