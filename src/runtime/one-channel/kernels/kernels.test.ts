import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../core/rng.js';
import { holdMaps, singleTerm } from '../maps/arithmetic.js';
import { toMaps } from '../maps/convert.js';
import { createMapMachine, lanesOf, type MapContext, type MapMachine } from '../maps/machine.js';
import { combineTerms } from '../maps/map-sum.js';
import { slideMaximum, slideTerm } from '../maps/slide-term.js';
import type { StoredMap, Term } from '../maps/types.js';
import { fullLayout, layoutOf, uniformLayout, type AxisLayout } from '../tensor/axis-layout.js';
import { createPlainKernels } from './plain.js';
import type { Kernels, View, WindowMode } from './types.js';
import { createWasmKernels, hasWasmKernels } from './wasm.js';

/** What a kernel left in memory: a map and moments. */
type Readings = readonly number[];

const contextOf = (machine: MapMachine, batch: number): MapContext => ({ machine, batch, weight: 1, moments: machine.moments });

function readMap({ address, grid, mean, meanSquare }: StoredMap, batch: number, { kernels }: MapMachine): Readings {
  const lanes = lanesOf(batch);
  const values = kernels.memory().f32.subarray(address / 4, address / 4 + grid.stored * lanes);
  return [...values.filter((_, i) => i % lanes < batch), mean, meanSquare];
}

function randomMap(seed: number, batch: number, rows: AxisLayout, columns: AxisLayout, machine: MapMachine): StoredMap {
  const rng = createRng(seed, 'kernel test');
  const data = Float32Array.from({ length: batch * rows.stored * columns.stored }, () => rng.normal());
  const value = toMaps(
    { axes: [fullLayout(batch), uniformLayout(1), rows, columns], data, exponent: 0 },
    contextOf(machine, batch),
  );
  holdMaps(value);
  return singleTerm(value, 0, contextOf(machine, batch)).terms[0].map;
}

const layouts = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map(fullLayout),
  fc.constantFrom(layoutOf([0, 1, 2, 2, 1, 0]), layoutOf([0, 1, 1, 1, 0]), uniformLayout(5), layoutOf([0, 1, 0])),
);
const views: fc.Arbitrary<View> = fc.record({
  pivot: fc.double({ min: -2, max: 2, noNaN: true }),
  scale: fc.double({ min: -3, max: 3, noNaN: true }),
  shift: fc.double({ min: -2, max: 2, noNaN: true }),
  floor: fc.constantFrom(-Infinity, 0, -0.5),
});
const cases = fc.record({ seed: fc.nat(), batch: fc.integer({ min: 1, max: 40 }), rows: layouts, columns: layouts, view: views });

describe.runIf(hasWasmKernels())('the WebAssembly kernels', () => {
  /** Runs the same on both and expects the same numbers, to the last bit (but for the sign of zero). */
  function expectSame(run: (machine: MapMachine) => Readings): void {
    const results = [createWasmKernels(), createPlainKernels()].map((kernels: Kernels) =>
      run(createMapMachine(kernels)).map((value) => value + 0),
    );
    expect(results[0]).toEqual(results[1]);
  }

  it('begin walks with zeros where memory was used before', () => {
    const { walks, base, reserve, memory } = createWasmKernels();
    if (walks === undefined) throw new Error('these kernels do not walk');
    const [first, end] = [base / 4, (base + walks.bytes) / 4];
    reserve(4 * end);
    memory().i32.fill(7, first, end);
    reserve(4 * end + 64);
    walks.reset({ allocate: () => 0, relate: () => undefined }, base);
    expect(
      memory()
        .i32.subarray(first, end)
        .every((word) => word === 0),
    ).toBe(true);
  });

  it('slide windows as the plain ones do', () => {
    const window = fc.record({
      kernel: fc.constantFrom(1, 2, 3, 3, 5),
      stride: fc.constantFrom(1, 2),
      padding: fc.constantFrom(0, 1, 2),
      dilation: fc.constantFrom(1, 2),
    });
    const mode = fc.constantFrom<WindowMode>('sum', 'scaled', 'mean', 'exactMean');
    fc.assert(
      fc.property(
        cases,
        window,
        mode,
        ({ seed, batch, rows, columns, view }, { kernel, stride, padding, dilation }, windowMode) => {
          const lengthOf = ({ length }: AxisLayout): number =>
            Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
          const shape = [batch, 1, lengthOf(rows), lengthOf(columns)];
          fc.pre(shape[2] > 0 && shape[3] > 0);
          const pair = (n: number): number[] => [n, n];
          const attrs = {
            kernel: pair(kernel),
            stride: pair(stride),
            padding: [padding, padding, padding, padding],
            dilation: pair(dilation),
          };
          expectSame((machine) => {
            const term: Term = { map: randomMap(seed, batch, rows, columns, machine), ...view };
            return readMap(
              slideTerm(term, { attrs, key: 'window', shape }, 'inside', windowMode, 1.5, contextOf(machine, batch)),
              batch,
              machine,
            );
          });
        },
      ),
    );
  });

  it('find the largest under a window as the plain ones do', () => {
    const window = fc.record({ kernel: fc.constantFrom(2, 3), stride: fc.constantFrom(1, 2), padding: fc.constantFrom(0, 1) });
    fc.assert(
      fc.property(cases, window, ({ seed, batch, rows, columns, view }, { kernel, stride, padding }) => {
        const lengthOf = ({ length }: AxisLayout): number => Math.floor((length + 2 * padding - kernel) / stride) + 1;
        const shape = [batch, 1, lengthOf(rows), lengthOf(columns)];
        fc.pre(shape[2] > 0 && shape[3] > 0);
        const attrs = {
          kernel: [kernel, kernel],
          stride: [stride, stride],
          padding: [padding, padding, padding, padding],
          dilation: [1, 1],
        };
        expectSame((machine) => {
          const term: Term = { map: randomMap(seed, batch, rows, columns, machine), ...view };
          return readMap(slideMaximum(term, { attrs, key: 'window', shape }, contextOf(machine, batch)), batch, machine);
        });
      }),
    );
  });

  it('combine views as the plain ones do', () => {
    fc.assert(
      fc.property(cases, fc.array(views, { minLength: 1, maxLength: 4 }), ({ seed, batch, rows, columns }, terms) => {
        expectSame((machine) => {
          const grids = [rows, uniformLayout(rows.length)];
          const map = combineTerms(
            terms.map((view, i) => ({ map: randomMap(seed + i, batch, grids[i % 2], columns, machine), ...view })),
            contextOf(machine, batch),
          );
          return readMap(map, batch, machine);
        });
      }),
    );
  });

  it('take moments, scale, and average images as the plain ones do', () => {
    fc.assert(
      fc.property(cases, ({ seed, batch, rows, columns, view }) => {
        expectSame((machine) => {
          const { kernels, moments } = machine;
          const { grid, address } = randomMap(seed, batch, rows, columns, machine);
          const readMoments = (): number[] => [...kernels.memory().f64.subarray(moments / 8, moments / 8 + 2)];
          kernels.viewMoments(grid.address, address, batch, view, moments);
          const readings = readMoments();
          kernels.exactMoments(grid.address, address, batch, view, 0.25, moments);
          readings.push(...readMoments());
          const means = machine.allocate(8 * lanesOf(batch));
          kernels.imageMeans(grid.address, address, batch, view, grid.area, means);
          readings.push(...kernels.memory().f64.subarray(means / 8, means / 8 + batch));
          const count = grid.stored * lanesOf(batch);
          kernels.scaleShift(address, address, count, 1.1, 1e-40);
          readings.push(
            ...kernels
              .memory()
              .f32.slice(address / 4, address / 4 + count)
              .filter((_, i) => i % lanesOf(batch) < batch),
          );
          return readings;
        });
      }),
    );
  });
});
