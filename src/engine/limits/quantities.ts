/** What can be counted for an architecture without running it: the names of limits, and of objectives besides the scores. */
import { countCost, isCountable, type Cost } from '../../arch/cost.js';
import { countDepth } from '../../arch/depth.js';
import { bestOrder } from '../../arch/memory/best-order.js';
import { devices, type Device } from '../../arch/memory/devices.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import { fitsDevice, flashBytes, peakBytes, type NumberBits } from '../../arch/memory/footprint.js';
import type { Architecture } from '../../arch/types.js';
import { parseCondition } from '../../core/condition/index.js';
import type { Condition } from '../../core/condition/types.js';
import { parameter } from '../../core/errors.js';
import { parseSpec, resolveOptions, type OptionSpecs, type OptionValues } from '../../core/options.js';
import type { SearchSpace } from '../../spaces/types.js';

/** One of three gives it: the space's cost, the built architecture, or the genotype itself, by a look-up. */
export interface Quantity {
  readonly id: string;
  readonly title: string;
  /** Set if it is a part of the cost, which spaces know without building. */
  readonly ofCost?: (cost: Cost) => number;
  /** The value of a network; NaN if it is unknown. */
  readonly ofArchitecture?: (architecture: Architecture) => number;
  /** NaN if it is unknown. */
  readonly ofGenotype?: (genotype: unknown) => number;
  /** It is 1 or 0: alone in a limit it is the condition that it is 1. */
  readonly isFlag?: boolean;
  /** Options after colons, `peakBytes:bits=8`, and the quantity with them; without options it has their defaults. */
  readonly options?: OptionSpecs;
  /** The same quantity with options after its name. */
  readonly withOptions?: (options: OptionValues<OptionSpecs>) => Pick<Quantity, 'title' | 'ofCost' | 'ofArchitecture'>;
}

const bits = {
  kind: 'choice',
  default: '32',
  choices: ['8', '16', '32'],
  help: 'bits of one number: 8 for int8, 16 for float16, 32 for float32',
} as const;
const formats: { readonly [bits: string]: string } = { 8: 'int8', 16: 'float16', 32: 'float32' };
const widthOf = (options: OptionValues<OptionSpecs>): NumberBits => Number(options['bits']) as NumberBits;

/** Unknown for a network with an operator that is not known. */
const ifCountable =
  (count: (architecture: Architecture) => number) =>
  (architecture: Architecture): number =>
    isCountable(architecture) ? count(architecture) : NaN;

/** A quantity with options; without given options it has the defaults. */
function withDefaults(id: string, options: OptionSpecs, withOptions: NonNullable<Quantity['withOptions']>): Quantity {
  return { id, ...withOptions(resolveOptions(`quantity ${id}`, options, {})), options, withOptions };
}

/** Whether weights and activations fit a device. @param given the device that is meant unless another is named; one of the table unless given. */
export function fitsQuantity(given?: Device): Quantity {
  const known = given === undefined ? devices : [...devices.filter(({ id }) => id !== given.id), given];
  const quantity = withDefaults(
    'fits',
    {
      device: { kind: 'choice', default: given?.id ?? 'stm32f746', choices: known.map(({ id }) => id), help: 'which device' },
      bits: { ...bits, default: '8' },
    },
    (options) => {
      const device = known.find(({ id }) => id === options['device']) as Device;
      return {
        title: `1 where weights and activations in ${formats[widthOf(options)]} fit ${device.title}, otherwise 0`,
        ofArchitecture: ifCountable((architecture) => (fitsDevice(architecture, device, widthOf(options)) ? 1 : 0)),
      };
    },
  );
  return { ...quantity, isFlag: true };
}

/** The quantities that can be counted for every architecture. */
export const quantities: readonly Quantity[] = [
  {
    id: 'params',
    title: 'learned numbers',
    ofCost: ({ params }) => params,
    ofArchitecture: (architecture) => countCost(architecture).params,
  },
  {
    id: 'macs',
    title: 'multiply-accumulates of one sample',
    ofCost: ({ macs }) => macs,
    ofArchitecture: (architecture) => countCost(architecture).macs,
  },
  { id: 'depth', title: 'layers with weights on the longest path', ofArchitecture: countDepth },
  withDefaults(
    'peakBytes',
    {
      bits,
      order: {
        kind: 'choice',
        default: 'best',
        choices: ['best', 'file'],
        help: 'the order of execution: the one that needs the least memory, or the order of the file',
      },
    },
    (options) => ({
      title: `bytes of activations at the fullest moment, one sample in ${formats[widthOf(options)]}, in the ${options['order'] === 'best' ? 'best order' : 'order of the file'}`,
      ofArchitecture:
        options['order'] === 'best'
          ? ifCountable((architecture) => peakBytes(bestOrder(architecture), widthOf(options)))
          : ifCountable((architecture) => (peakActivationBytes(architecture) * widthOf(options)) / 32),
    }),
  ),
  withDefaults('flashBytes', { bits }, (options) => ({
    title: `bytes of the learned numbers in ${formats[widthOf(options)]}`,
    ofCost: ({ params }) => (params * widthOf(options)) / 8,
    ofArchitecture: (architecture) => flashBytes(architecture, widthOf(options)),
  })),
  fitsQuantity(),
];

/** Their names, as limits and objectives write them. */
export const quantityIds: readonly string[] = quantities.map(({ id }) => id);

/** The quantity of an id, with options or without; undefined if there is none. @throws a usage error for a wrong option. */
export function findQuantity(text: string, known: readonly Quantity[]): Quantity | undefined {
  const exact = known.find(({ id }) => id === text);
  if (exact !== undefined || !text.includes(':')) return exact;
  const base = known.find(({ id }) => id === text.slice(0, text.indexOf(':')));
  if (base?.withOptions === undefined) return undefined;
  const spec = parseSpec(text, 'quantity');
  return { id: text, ...base.withOptions(resolveOptions(`quantity ${spec.id}`, base.options ?? {}, spec.options)) };
}

/** The names that a text may use: every known quantity, and those with options in the text. */
export function quantityNames(text: string, known: readonly Quantity[]): string[] {
  const withOptions = text.match(/[A-Za-z_]\w*(?::[A-Za-z]\w*=[\w.-]+)+/g) ?? [];
  return [...known.map(({ id }) => id), ...withOptions.filter((name) => findQuantity(name, known) !== undefined)];
}

/** Those of some names that are 1 or 0, with options or without. */
export function flagsAmong(names: readonly string[], known: readonly Quantity[]): string[] {
  return names.filter((name) => known.some(({ id, isFlag }) => isFlag === true && id === name.split(':')[0]));
}

/** Reads limits over known quantities and `later`, names of scores. @throws a usage error that points at the character. */
export function parseLimits(text: string, known: readonly Quantity[], later: readonly string[]): Condition {
  const names = quantityNames(text, known);
  return parseCondition(parameter('where'), text, [...names, ...later], flagsAmong(names, known));
}

/** The quantities of these ids. */
export function pickQuantities(ids: readonly string[], known: readonly Quantity[]): Quantity[] {
  return ids.map((id) => {
    const found = findQuantity(id, known);
    if (found === undefined) throw new Error(`quantity "${id}" is not known here`);
    return found;
  });
}

/** Writes the values of the chosen quantities of one genotype into `values`; those that need no building first. */
interface QuantityReader {
  /** Fills in the values that the space's formula gives, NaN for the others; false if there are no others. */
  fillCounted(genotype: unknown, values: Float64Array): boolean;
  /** Builds the architecture and fills in the rest. */
  fillBuilt(genotype: unknown, values: Float64Array): void;
}

/** @param chosen what to measure, in the order of the values. */
export function createQuantityReader(space: Pick<SearchSpace, 'cost' | 'build'>, chosen: readonly Quantity[]): QuantityReader {
  const counted = chosen.map(({ ofCost }) => (space.cost === undefined ? undefined : ofCost));
  const built = chosen.map(({ ofArchitecture, ofGenotype }, i) =>
    counted[i] === undefined && ofGenotype === undefined ? ofArchitecture : undefined,
  );
  const needsCost = counted.some((ofCost) => ofCost !== undefined);
  const needsBuild = built.some((ofArchitecture) => ofArchitecture !== undefined);
  return {
    fillCounted(genotype, values) {
      const cost = needsCost ? (space.cost as (genotype: unknown) => Cost)(genotype) : undefined;
      for (let i = 0; i < chosen.length; i++) values[i] = counted[i]?.(cost as Cost) ?? chosen[i]?.ofGenotype?.(genotype) ?? NaN;
      return needsBuild;
    },
    fillBuilt(genotype, values) {
      const architecture = space.build(genotype);
      for (let i = 0; i < chosen.length; i++) {
        const own = built[i];
        if (own !== undefined) values[i] = own(architecture);
      }
    },
  };
}
