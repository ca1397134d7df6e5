/**
 * Networks run by the kernels' walk (`kernels/walk/walk.as.ts`): lowered there, run there from the maps of the first layer to the means
 * over places that end the features, or recalled from earlier networks. It takes networks whose maps all have one channel, of the
 * operators that `written-networks.ts` lists; the others are lowered and walked in JavaScript (`evaluate.ts`), with the same results.
 */
import type { Architecture } from '../../../arch/types.js';
import { AssayError } from '../../../core/errors.js';
import type { Call } from '../calls.js';
import type { Address, Memory, WalkKernels } from '../kernels/types.js';
import type { ConstantResult } from '../types.js';
import { lanesOf, type MapMachine } from './machine.js';
import type { MapSum } from './types.js';
import { createRoom, createWrittenNetworks } from './written-networks.js';

/** Of results; beyond it they are forgotten. */
const MOST_RESULT_BYTES = 2 ** 23;

const RUN_BYTES = 48;
const TERM_BYTES = 40;
const MAP_BYTES = 32;

/** What `lower` found. */
export interface WalkedNetwork {
  readonly batch: number;
  /** The call that only reads the input; its maps are given. */
  readonly first: Call;
  readonly means: Call;
  /** What is computed from the means, one after the other. */
  readonly tail: readonly Call[];
}

interface MapRun {
  readonly network: WalkedNetwork;
  readonly weight: number;
  readonly negligible: number;
  /** A number of the weight and the images. */
  readonly past: number;
}

type Outputs = Pick<ConstantResult, 'values' | 'exponent'>;

export interface MapWalk {
  /** Lowers a network for the calls that follow; undefined: it is not for walks. */
  lower(architecture: Architecture, batch: number): WalkedNetwork | undefined;
  /** The outputs that were kept with a run that computed the same; undefined: there was none. */
  recall(run: MapRun): Outputs | undefined;
  /** A number for each image, times 2^exponent. @throws RangeError if there is not enough memory. */
  run(run: MapRun, first: MapSum): Outputs;
  /** Keeps the outputs that followed from the last run. */
  keep(outputs: Outputs): void;
  /** Whether so much is written out that it is time for a new machine. */
  isFull(): boolean;
}

/** @param machine a new one: what earlier walks of these kernels left is forgotten. */
export function createMapWalk(machine: MapMachine, kernels: WalkKernels): MapWalk {
  const memory = (): Memory => machine.kernels.memory();
  let results: Outputs[] = [];
  let resultBytes = 0;

  const run = machine.allocate(RUN_BYTES);
  const [termRoom, meansRoom, listRoom] = [createRoom(machine), createRoom(machine), createRoom(machine)];
  const written = createWrittenNetworks(machine);
  const setWords = (address: Address, words: ArrayLike<number>): void => memory().i32.set(words, address / 4);
  kernels.reset(
    { allocate: machine.allocate, relate: (a, b, target) => setWords(target, written.relate(a, b)) },
    machine.allocate(kernels.bytes),
  );

  /** Writes a sum's terms and the maps they read, held once more so that no walk frees them. */
  const writeTerms = ({ terms }: MapSum): Address => {
    const address = termRoom((TERM_BYTES + MAP_BYTES) * terms.length);
    const { i32, f64 } = memory();
    terms.forEach(({ map, pivot, scale, shift, floor }, i) => {
      const term = address + TERM_BYTES * i;
      const mapAt = address + TERM_BYTES * terms.length + MAP_BYTES * terms.findIndex((other) => other.map === map);
      i32[term / 4] = mapAt;
      f64.set([pivot, scale, shift, floor], term / 8 + 1);
      i32.set([map.grid.address, map.address, map.bytes, 1], mapAt / 4);
      f64.set([map.mean, map.meanSquare], mapAt / 8 + 2);
    });
    return address;
  };
  const writeRun = ({ weight, negligible, past }: MapRun): void => {
    memory().f64.set([weight, negligible], run / 8);
    memory().i32[run / 4 + 11] = past;
  };

  const lower = (architecture: Architecture, batch: number): WalkedNetwork | undefined => {
    const network = written.write(architecture, batch);
    if (network === undefined) return undefined;
    const { blocks, inputId, inputShape, inputCall, outputId } = network;
    const list = listRoom(4 * blocks.length);
    setWords(list, blocks);
    if (!kernels.lower(list, blocks.length, inputId, inputShape, inputCall, outputId)) return undefined;
    const at = kernels.program() / 4;
    const { i32 } = memory();
    const tail = Array.from(i32.subarray(at + 5, at + 5 + i32[at + 4]), written.callAt);
    return { batch, first: written.callAt(i32[at + 1]), means: written.callAt(i32[at + 3]), tail };
  };

  return {
    lower(architecture, batch) {
      try {
        return lower(architecture, batch);
      } catch (error) {
        // What is wrong is said where JavaScript lowers.
        if (error instanceof AssayError) return undefined;
        throw error;
      }
    },
    recall(mapRun) {
      writeRun(mapRun);
      const result = kernels.recall(run);
      return result < 0 ? undefined : results[result];
    },
    run(mapRun, first) {
      const { batch } = mapRun.network;
      const terms = writeTerms(first);
      const target = meansRoom(8 * lanesOf(batch));
      writeRun(mapRun);
      memory().f64[run / 8 + 2] = first.exponent;
      setWords(run + 24, [terms, first.terms.length, target, batch, machine.moments]);
      kernels.walk(run);
      const { f64 } = memory();
      return { values: f64.slice(target / 8, target / 8 + batch), exponent: f64[run / 8 + 2] };
    },
    keep(outputs) {
      resultBytes += outputs.values.byteLength;
      if (kernels.keep(run, resultBytes > MOST_RESULT_BYTES ? -1 : results.length)) results.push(outputs);
      else [results, resultBytes] = [[], 0];
    },
    isFull: written.isFull,
  };
}
