/**
 * Results of earlier networks that computed the same: the same program, or what of it matters with this weight. With a tiny weight most terms of most sums vanish beside one that is not weighted,
 * so thousands of networks come down to a few hundred that are really computed. Which one, is known only on the way: a walk
 * (`walk.ts`) is repeated without computing, with the magnitudes that an earlier walk found at the same point.
 *
 * What was computed so far, operator by operator in its order, is a path in a tree, which ends at the result. A magnitude belongs to
 * the point of the path where it was looked up: sums are put together when a reader needs it, which changes the last digits.
 */
import type { Program } from './lower.js';
import type { Shape } from '../../arch/types.js';
import { createNumberText, type NumberText } from './number-text.js';
import { ZERO } from './operands.js';
import { walk, type Walker } from './walk.js';
import type { ConstantResult } from './types.js';

type Outputs = Pick<ConstantResult, 'values' | 'exponent'>;

/** A point where walks look up magnitudes. */
interface Point {
  /** By what is computed until the next one. */
  readonly next: Map<string, Point>;
  /** Magnitudes of values, by their place on the path; the measured one under `MEASURED`. */
  readonly sizes: Map<number, number>;
  /** By the place of the output; left out where no walk ended. */
  results?: Map<string, Outputs>;
}

/** What runs with one weight on the same images left behind. */
export interface Recollection {
  root: Point;
  points: number;
  /** Results by the key of the program, and about how many bytes both have. */
  programs: Map<string, Outputs>;
  programBytes: number;
}

const MEASURED = -1;

/** What stands in the place of an operator. */
const MEASURE = 2 ** 30 - 1;
const END = 2 ** 30 - 2;

/** Points kept, about 10 MB; beyond it the tree starts anew. */
const MOST_POINTS = 20_000;
/** Of programs and their results kept; beyond it they are dropped too. */
const MOST_PROGRAM_BYTES = 2 ** 23;

const createPoint = (): Point => ({ next: new Map(), sizes: new Map() });

export function createRecollection(): Recollection {
  return { root: createPoint(), points: 0, programs: new Map(), programBytes: 0 };
}

/** Keeps the outputs of a program. */
export function remember(recollection: Recollection, key: string, outputs: Outputs): void {
  if (recollection.programBytes > MOST_PROGRAM_BYTES) {
    recollection.programs.clear();
    recollection.programBytes = 0;
  }
  recollection.programs.set(key, outputs);
  recollection.programBytes += key.length + outputs.values.byteLength;
}

/** Thrown to leave a walk; an error is made once because its stack costs more than the walk. */
const notKnown = new Error('no earlier run computed this');

interface RecallOptions {
  readonly program: Program;
  readonly weight: number;
  readonly negligible: number;
}

/** The outputs of an earlier run that computed what this program computes; undefined: there was none. */
export function recall({ root }: Recollection, { program, weight, negligible }: RecallOptions): Outputs | undefined {
  if (root.next.size === 0) return undefined;
  let point = root;
  const path = createPath(program, (steps) => {
    const next = point.next.get(steps);
    if (next === undefined) throw notKnown;
    point = next;
  });
  const sizeAt = (place: number): number => {
    const size = point.sizes.get(place);
    if (size === undefined) throw notKnown;
    return size;
  };
  const walker: Walker = {
    compute: path.compute,
    magnitudeOf: (number) => sizeAt(path.look(number)),
    measure: (number) => sizeAt(path.measure(number)),
    leaveOut: () => undefined,
  };
  try {
    walk({ program, weight, negligible, walker });
    return point.results?.get(path.end());
  } catch (error) {
    if (error === notKnown) return undefined;
    throw error;
  }
}

export interface Recorder extends Walker {
  /** Keeps the outputs, if a term was left out: only then do different programs compute the same. */
  record(recollection: Recollection, outputs: Outputs): void;
}

/** Passes a walk on to `walker` and notes it. */
export function createRecorder(program: Program, walker: Walker): Recorder {
  /** What is to be done on the path: a value is computed from operands, or its size was looked up, or measured. */
  const numbers: number[] = [];
  const operands: (readonly number[] | undefined)[] = [];
  const sizes: number[] = [];
  const measured = new Set<number>();
  let hasLeftOut = false;
  const note = (number: number, inputs: readonly number[] | undefined, size: number): void => {
    numbers.push(number);
    operands.push(inputs);
    sizes.push(size);
  };
  return {
    compute(number, inputs) {
      walker.compute(number, inputs);
      note(number, inputs, 0);
    },
    magnitudeOf(number) {
      const size = walker.magnitudeOf(number);
      note(number, undefined, size);
      return size;
    },
    measure(number) {
      const size = walker.measure(number);
      measured.add(numbers.length);
      note(number, undefined, size);
      return size;
    },
    leaveOut(number) {
      hasLeftOut = true;
      walker.leaveOut(number);
    },
    record(recollection, outputs) {
      if (!hasLeftOut) return;
      if (recollection.points >= MOST_POINTS) Object.assign(recollection, { root: createPoint(), points: 0 });
      let point = recollection.root;
      const path = createPath(program, (steps) => {
        let next = point.next.get(steps);
        if (next === undefined) {
          point.next.set(steps, (next = createPoint()));
          recollection.points++;
        }
        point = next;
      });
      for (let i = 0; i < numbers.length; i++) {
        const inputs = operands[i];
        if (inputs !== undefined) path.compute(numbers[i], inputs);
        else {
          const place = measured.has(i) ? path.measure(numbers[i]) : path.look(numbers[i]);
          point.sizes.set(place, sizes[i]);
        }
      }
      (point.results ??= new Map()).set(path.end(), outputs);
    },
  };
}

interface Path {
  compute(number: number, inputs: readonly number[]): void;
  /** The place of a value whose magnitude is looked up here. */
  look(number: number): number;
  /** A value is measured, which may change it. */
  measure(number: number): number;
  /** What was computed since the last point, and the place of the output. */
  end(): string;
}

/** @param reach is called at every point, with what was computed since the one before. */
function createPath({ values, output }: Program, reach: (steps: string) => void): Path {
  const places = new Array<number>(values.length).fill(0);
  const steps = createNumberText();
  let length = 0;
  const reachPoint = (): void => {
    if (!steps.isEmpty) reach(steps.take());
  };
  return {
    compute(number, inputs) {
      const { operator, inputShapes } = values[number].call;
      steps.add(operator);
      steps.add(inputs.length);
      for (let i = 0; i < inputs.length; i++) {
        if (inputs[i] === ZERO) addShape(steps, inputShapes[i]);
        else steps.add(places[inputs[i]]);
      }
      places[number] = ++length;
    },
    look(number) {
      reachPoint();
      return places[number];
    },
    measure(number) {
      steps.add(MEASURE);
      steps.add(places[number]);
      reachPoint();
      return MEASURED;
    },
    end() {
      steps.add(END);
      steps.add(places[output]);
      return steps.take();
    },
  };
}

/** Zeros: no place has the number 0. */
function addShape(steps: NumberText, shape: Shape): void {
  steps.add(0);
  steps.add(shape.length);
  for (const length of shape) steps.add(length);
}
