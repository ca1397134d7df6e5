import { createArchBuilder, squareConv, squareWindow } from '../arch/build.js';
import { countCost } from '../arch/cost.js';
import { graphTopology } from '../arch/graph-topology.js';
import { inferShapes } from '../arch/infer.js';
import { AssayError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { defineSpace } from './define-space/define-space.js';
import { openSpace } from './index.js';

/** What a space's file may import from `assay` where no package is installed, by name: a page gives the file these. */
export const spaceImports: { readonly [name: string]: unknown } = {
  AssayError,
  countCost,
  createArchBuilder,
  createRng,
  defineSpace,
  graphTopology,
  inferShapes,
  openSpace,
  squareConv,
  squareWindow,
};
