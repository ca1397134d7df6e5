/**
 * The constant-weight runtime: runs any architecture with every weight equal, storing each distinct map once.
 * Exact: only rounding approximates; computing all channels in full gives the same numbers.
 */
import { countStates } from '../../arch/recurrence.js';
import type { Architecture } from '../../arch/types.js';
import { dataError, usageError } from '../../core/errors.js';
import type { Images } from '../images.js';
import { isErasedByNorms } from './erased-by-norms.js';
import { evaluate } from './evaluate.js';
import type { PreparedInput } from './first-maps.js';
import { createKernels } from './kernels/index.js';
import type { Kernels } from './kernels/types.js';
import { lower, type Program } from './lower.js';
import { createMapMachine, type MapMachine } from './maps/machine.js';
import { createMapWalk, type MapWalk, type WalkedNetwork } from './maps/map-walk.js';
import { prepareImages } from './prepare-images.js';
import { runSteps } from './run-steps.js';
import { runWalked } from './run-walked.js';
import type { Arithmetic, ConstantRequest, ConstantResult } from './types.js';

export interface OneChannelRuntime {
  /**
   * One result for each request, in their order. What the requests share is computed once.
   * For one step of a recurrent network (`countStates`) `images` holds sequences, of shape (steps, features).
   * @throws a data error when the architecture is malformed, does not take these images, or there are too few of them.
   */
  run(architecture: Architecture, requests: readonly ConstantRequest[], images: Images): ConstantResult[];
}

interface ConstantRuntimeOptions {
  /** By default, WebAssembly if there is SIMD. `'none'`: no maps, and extended arithmetic in double throughout: slow, to check with. */
  readonly kernels?: Kernels | 'none';
}

/** Kernel memory beyond which everything kept between runs is dropped. */
const MOST_BYTES = 2 ** 28;

interface LastInput {
  readonly images: Images;
  readonly batch: number;
  readonly arithmetic: Arithmetic;
  readonly input: PreparedInput;
}

export function createOneChannelRuntime({ kernels }: ConstantRuntimeOptions = {}): OneChannelRuntime {
  let opened = kernels;
  let machine: MapMachine | undefined;
  let mapWalk: MapWalk | undefined;
  let prepared = new WeakMap<Float32Array, Map<string, PreparedInput>>();
  /** What was prepared last: most runs read the same images. */
  let last: LastInput | undefined;
  const inputOf = (images: Images, batch: number, arithmetic: Arithmetic): PreparedInput => {
    if (last?.images === images && last.batch === batch && last.arithmetic === arithmetic) return last.input;
    const input = findInput(images, batch, arithmetic);
    last = { images, batch, arithmetic, input };
    return input;
  };
  const findInput = (images: Images, batch: number, arithmetic: Arithmetic): PreparedInput => {
    const numbers = images.levels ?? images.values;
    let known = prepared.get(numbers);
    if (known === undefined) prepared.set(numbers, (known = new Map()));
    const key = `${images.shape} ${batch} ${arithmetic}`;
    let input = known.get(key);
    if (input === undefined)
      known.set(
        key,
        (input = {
          tensor: prepareImages(images, batch, arithmetic),
          firstMaps: new Map(),
          recollections: new Map(),
          pasts: new Map(),
        }),
      );
    return input;
  };
  return {
    run(architecture, requests, images) {
      opened ??= createKernels();
      if (opened !== 'none' && (machine === undefined || machine.size() > MOST_BYTES || mapWalk?.isFull() === true)) {
        machine = createMapMachine(opened);
        mapWalk = opened.walks && createMapWalk(machine, opened.walks);
        prepared = new WeakMap();
        last = undefined;
      }
      const isRecurrent = (countStates(architecture) ?? 0) > 0;
      if (!isRecurrent) checkInput(architecture, images);
      const programs = new Map<number, Program>();
      /** What the kernels lowered last. */
      let walked: { readonly batch: number; readonly network: WalkedNetwork | undefined } | undefined;
      try {
        const results = requests.map(({ weight, arithmetic, batch = images.count }) => {
          if (batch > images.count)
            throw dataError('constant evidence', { expected: `${batch} images`, got: `${images.count}`, code: 'mismatch' });
          if (!Number.isFinite(weight))
            throw usageError('constant evidence', { expected: 'a finite weight', got: String(weight), code: 'out-of-range' });
          if (isRecurrent) return runSteps({ architecture, sequences: images, batch, weight, arithmetic });
          const input = inputOf(images, batch, arithmetic);
          if (mapWalk !== undefined && machine !== undefined && arithmetic === 'extended') {
            if (walked?.batch !== batch) walked = { batch, network: mapWalk.lower(architecture, batch) };
            const result = walked.network && runWalked({ network: walked.network, weight, input, walk: mapWalk, machine });
            if (result !== undefined) return result;
          }
          let program = programs.get(batch);
          if (program === undefined) programs.set(batch, (program = lower(architecture, batch)));
          return evaluate({ program, weight, arithmetic, batch, input, machine });
        });
        const isErased = results.some(isFlat) && isErasedByNorms(architecture);
        return isErased ? results.map((result) => (isFlat(result) ? { ...result, isErased } : result)) : results;
      } catch (error) {
        // Maps may be left over: the next run starts with empty memory.
        machine = undefined;
        if (error instanceof RangeError && !error.message.includes('call stack'))
          throw dataError('constant evidence', {
            expected: 'a network and batch that fit in memory',
            got: error.message,
            hint: 'choose a smaller `batch`',
            code: 'limit-exceeded',
          });
        throw error;
      }
    },
  };
}

/** All images have one output, though something leads from the input to it. */
const isFlat = ({ values, isConnected }: ConstantResult): boolean =>
  isConnected && values.length > 1 && values.every((value) => value === values[0]);

function checkInput({ inputs }: Architecture, images: Images): void {
  if (inputs.length !== 1)
    throw dataError('architecture', {
      expected: 'one input for constant evidence',
      got: `${inputs.length}`,
      code: 'unsupported',
    });
  const expected = inputs[0].shape.slice(1).join('x');
  if (expected !== images.shape.join('x'))
    throw dataError(`input "${inputs[0].id}"`, {
      expected: `images of ${expected}`,
      got: images.shape.join('x'),
      code: 'mismatch',
    });
}
