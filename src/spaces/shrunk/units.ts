/**
 * Groups of channels that must have one width, as a union-find. A unit is one such group; a label says which units lie side by side on the
 * channel axis of a value, each of them `times` over (a flattened map holds each channel once a pixel).
 */
import { product } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';

/** `times` copies of a unit's width side by side; a fraction of it where it was cut into equal pieces. */
interface Part {
  readonly unit: number;
  readonly times: number;
  /** One for each head of attention: `times` is the inverse of the channels of a head. */
  readonly isPerHead?: true;
}

/** Where the channels of a value are, and what they consist of. */
export interface Label {
  readonly axis: number;
  readonly parts: readonly Part[];
}

/** One group of channels. */
export interface Unit {
  readonly width: number;
  /** Widths are multiples of it. */
  readonly divisor: number;
  /** The width may not change. */
  readonly isFixed: boolean;
  /** Its channels are a sum of several operators. */
  readonly isSum: boolean;
  /** Its channels are heads of attention, each of so many. */
  readonly perHead?: number;
  /** A product of two matrices pairs its heads with others. */
  readonly isAttention?: boolean;
  /** The nodes whose outputs have this width. */
  readonly owners: readonly string[];
}

export interface Units {
  /** A new unit of a node's output. */
  create(width: number, owner: string): number;
  /** The unit of a width that may not change. */
  constant(width: number): number;
  fix(label: Label | undefined): void;
  /** Widths become multiples of a count of groups. */
  divide(label: Label, divisor: number): void;
  /** The channels are heads of so many each. */
  split(label: Label, perHead: number): void;
  /** Heads of both meet in a product of matrices. */
  attend(label: Label): void;
  /** Both values have the same channels; where their parts do not correspond, both are fixed. */
  unite(a: Label, b: Label, how: { readonly isSum: boolean }): void;
  rootOf(unit: number): number;
  get(root: number): Unit;
  roots(): number[];
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

export function leastMultiple(a: number, b: number): number {
  return (a / greatestDivisor(a, b)) * b;
}

export function createUnits(): Units {
  const parents: number[] = [];
  const units: Unit[] = [];
  const rootOf = (unit: number): number => {
    let at = unit;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]];
    return at;
  };
  const change = (unit: number, values: Partial<Unit>): void => {
    const root = rootOf(unit);
    units[root] = { ...units[root], ...values };
  };
  const append = (unit: Unit): number => {
    parents.push(units.length);
    return units.push(unit) - 1;
  };
  const fix = (label: Label | undefined): void => {
    for (const { unit } of label?.parts ?? []) change(unit, { isFixed: true });
  };
  return {
    create: (width, owner) => append({ width, divisor: 1, isFixed: false, isSum: false, owners: [owner] }),
    constant: (width) => append({ width, divisor: 1, isFixed: true, isSum: false, owners: [] }),
    fix,
    divide(label, divisor) {
      if (label.parts.length !== 1 || label.parts[0].times !== 1) fix(label);
      else {
        const [{ unit }] = label.parts;
        change(unit, { divisor: leastMultiple(units[rootOf(unit)].divisor, divisor) });
      }
    },
    split(label, perHead) {
      const [{ unit }] = label.parts;
      const { perHead: known = perHead, divisor } = units[rootOf(unit)];
      change(unit, { perHead, divisor: leastMultiple(divisor, perHead), ...(known === perHead ? {} : { isFixed: true }) });
    },
    attend(label) {
      for (const { unit, isPerHead } of label.parts) if (isPerHead === true) change(unit, { isAttention: true });
    },
    unite(a, b, { isSum }) {
      const fits =
        a.parts.length === b.parts.length &&
        a.parts.every(({ unit, times }, i) => {
          const other = b.parts[i];
          return (
            times === other.times &&
            a.parts[i].isPerHead === other.isPerHead &&
            units[rootOf(unit)].width === units[rootOf(other.unit)].width
          );
        });
      if (!fits) {
        fix(a);
        fix(b);
        return;
      }
      a.parts.forEach(({ unit }, i) => {
        const [root, other] = [rootOf(unit), rootOf(b.parts[i].unit)];
        const [one, two] = [units[root], units[other]];
        if (root !== other) {
          parents[other] = root;
          units[root] = {
            width: one.width,
            divisor: leastMultiple(one.divisor, two.divisor),
            isFixed: one.isFixed || two.isFixed || !agree(one, two),
            isSum: one.isSum || two.isSum,
            ...headsOf(one, two),
            owners: [...one.owners, ...two.owners],
          };
        }
        if (isSum) change(root, { isSum: true });
      });
    },
    rootOf,
    get: (root) => units[root],
    roots: () => units.flatMap((_, unit) => (parents[unit] === unit ? [unit] : [])),
  };
}

/** Heads of both have equally many channels, where both have heads. */
function agree(one: Unit, two: Unit): boolean {
  return one.perHead === undefined || two.perHead === undefined || one.perHead === two.perHead;
}

function headsOf(one: Unit, two: Unit): Pick<Unit, 'perHead' | 'isAttention'> {
  const perHead = one.perHead ?? two.perHead;
  return {
    ...(perHead === undefined ? {} : { perHead }),
    ...(one.isAttention === true || two.isAttention === true ? { isAttention: true } : {}),
  };
}

/**
 * Channels of a label, where each root has the width that `widthOf` gives.
 * @param growthOf how many times as wide each head has become; left out, none has changed.
 */
export function channelsOf({ parts }: Label, widthOf: (unit: number) => number, growthOf?: (unit: number) => number): number {
  const exact = parts.reduce(
    (sum, { unit, times, isPerHead }) => sum + (times * widthOf(unit)) / (isPerHead === true ? (growthOf?.(unit) ?? 1) : 1),
    0,
  );
  return Math.round(exact);
}

/** The parts with each channel `factor` times. */
export function repeated({ parts }: Label, factor: number): Part[] {
  return parts.map(({ unit, times }) => ({ unit, times: nearWhole(times * factor) }));
}

/** The part of each unit's channels in `count` equal pieces; in one for each head with `isPerHead`. */
export function pieces({ parts }: Label, count: number, isPerHead = false): Part[] {
  return parts.map(({ unit, times }) => ({ unit, times: times / count, ...(isPerHead ? { isPerHead: true } : {}) }));
}

/** 1 where dividing and multiplying by the same number ended beside it. */
function nearWhole(times: number): number {
  const whole = Math.round(times);
  return Math.abs(times - whole) < 1e-9 ? whole : times;
}

/** The length of the axes from `from` on. */
export function lengthFrom(shape: Shape, from: number): number {
  return product(shape.slice(from));
}
