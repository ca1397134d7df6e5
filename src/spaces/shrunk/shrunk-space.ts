/**
 * A user's network as a space: its widths, heads, depths, kernels and resolution, as far as its graph allows. The largest genotype is the network
 * as it is. Half of the draws pick every dial alone; the others pick all dials below one common share, because independent picks rarely
 * meet a tight limit.
 */
import { requireArchitecture } from '../../arch/require-architecture.js';
import { countCost } from '../../arch/cost.js';
import { inferShapes } from '../../arch/infer.js';
import type { Architecture } from '../../arch/types.js';
import { AssayError, dataError } from '../../core/errors.js';
import { unknownName } from '../../core/suggest.js';
import { productMoves } from '../product-moves.js';
import { decodeWithoutBlanks } from '../text/without-blanks.js';
import type { SearchSpace } from '../types.js';
import { applyChoices, droppedNodes } from './apply-choices.js';
import { decodeChoices, dialNames, encodeChoices } from './choice-text.js';
import { dialKinds, findDials, type Dial, type DialOptions, type Dials } from './dials.js';

/** A value of each dial. */
export type ShrunkGenotype = readonly number[];

/** What may vary of a network, and the name of its space. */
export interface ShrinkOptions extends DialOptions {
  /** Names the network in errors, `network` unless given. */
  readonly where?: string;
}

/** A dial for lists. */
export interface DialRow {
  /** As in the printed form: `w1`, `d1`, `k1`, `s`. */
  readonly name: string;
  readonly kind: Dial['kind'];
  /** What it changes, in words. */
  readonly what: string;
  readonly choices: readonly number[];
  readonly nodes: readonly string[];
}

/** A network's space, and what varies in it. */
export interface ShrunkSpace extends SearchSpace<ShrunkGenotype> {
  readonly dials: readonly DialRow[];
  /** The network as it is. */
  readonly original: ShrunkGenotype;
  /** Every dial at its least. */
  readonly smallest: ShrunkGenotype;
}

const ID = 'shrunk';

/**
 * A network as the space of its smaller versions: widths of its stages, depths of its repeated blocks, kernels, height and width of the input.
 * @param architecture the network as it is; it is a member of the space.
 * @param options what may vary; left out, all of it.
 * @throws a data error if nothing of the network may vary.
 */
export function shrunkSpace(architecture: Architecture, options: ShrinkOptions = {}): ShrunkSpace {
  requireArchitecture(architecture);
  const { where = 'network', vary = dialKinds } = options;
  requireNodes(architecture, options.keep ?? [], where);
  const found = buildable(architecture, findDials(architecture, options));
  const { dials } = found;
  if (dials.length === 0)
    throw dataError(where, {
      expected: `a network whose ${vary.join(', ')} may vary`,
      got: 'none that does',
      hint: 'widths below 16 stay, and those of outputs and of reshaped channels; a smaller `multiple` allows more',
      code: 'unsupported',
    });
  const moves = productMoves(dials.map(({ choices }) => choices));
  const encode = (genotype: ShrunkGenotype): string => encodeChoices(dials, genotype);
  const pick = (at: (choices: readonly number[]) => number): number[] => dials.map(({ choices }) => choices[at(choices)]);
  return {
    id: ID,
    ...moves,
    sample(rng) {
      if (rng.int(2) === 0) return moves.sample(rng);
      const share = rng.next();
      return pick((choices) => rng.int(1 + Math.floor(share * choices.length)));
    },
    encode,
    decode: decodeWithoutBlanks((text) => decodeChoices(dials, text, ID)),
    canonical: (genotype) => encodeChoices(dials, read(found, genotype)),
    build: (genotype) => ({
      ...applyChoices(architecture, found, genotype),
      name: `${architecture.name ?? where} ${encode(genotype)}`,
    }),
    // Limits read it first: the peak of memory takes longer than the count.
    cost: (genotype) => countCost(applyChoices(architecture, found, genotype)),
    noTopology: 'all architectures are one graph: only widths, heads, depths, kernels and the resolution vary',
    dials: describe(found),
    original: pick((choices) => choices.length - 1),
    smallest: pick(() => 0),
  };
}

/** A dial whose nodes are all left out changes nothing: it is written as a minus. */
function read(found: Dials, genotype: ShrunkGenotype): (number | string)[] {
  const { nodes } = droppedNodes(found, genotype);
  return genotype.map((value, i) => {
    const dial = found.dials[i];
    return dial.kind !== 'depths' && dial.nodes.every((id) => nodes.has(id)) ? '-' : value;
  });
}

/** The dials whose choices give networks whose shapes fit; a resolution must keep the params, too. */
function buildable(architecture: Architecture, found: Dials): Dials {
  const { params } = countCost(architecture);
  const fits = (dial: Dial, choice: number): boolean => {
    try {
      const network = applyChoices(architecture, { ...found, dials: [dial] }, [choice]);
      inferShapes(network, 2);
      return dial.kind !== 'size' || countCost(network).params === params;
    } catch (error) {
      if (error instanceof AssayError) return false;
      throw error;
    }
  };
  const dials = found.dials
    .map((dial): Dial => ({
      ...dial,
      choices: dial.choices.filter((choice, i) => i === dial.choices.length - 1 || fits(dial, choice)),
    }))
    .filter(({ choices }) => choices.length > 1);
  return { ...found, dials };
}

function describe({ dials }: Dials): DialRow[] {
  const names = dialNames(dials);
  return dials.map((dial, i) => ({
    name: names[i],
    kind: dial.kind,
    what: wordsOf(dial),
    choices: dial.choices,
    nodes: dial.nodes,
  }));
}

function wordsOf(dial: Dial): string {
  switch (dial.kind) {
    case 'widths':
      return `${dial.isSum ? 'sums' : 'layers'}${dial.at === '' ? '' : ` at ${placeInWords(dial.at)}`}`;
    case 'heads':
      return `${dial.of === 'count' ? 'heads' : 'width of a head'} at ${placeInWords(dial.at)}`;
    case 'depths':
      return 'residual blocks';
    case 'kernels':
      return `${dial.isDepthwise ? 'depthwise ' : ''}kernels at ${placeInWords(dial.at)}`;
    case 'size':
      return 'height of the input';
    default:
      return dial satisfies never;
  }
}

/** The sides of maps stay `56x56`; a single number is the length of a sequence. */
function placeInWords(at: string): string {
  return at.includes('x') ? at : `length ${at}`;
}

function requireNodes(architecture: Architecture, keep: readonly string[], where: string): void {
  const known = architecture.nodes.map(({ id }) => id);
  for (const id of keep) if (!known.includes(id)) throw unknownName(`${where}: keep`, 'node', id, known);
}
