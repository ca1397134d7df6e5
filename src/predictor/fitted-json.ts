/** The file of a fitted judgement. It is data that anybody may have written: every number is checked, and that its parts fit each other. */
import { requireFields, requireText } from '../core/require-shape.js';
import * as v from 'valibot';
import { dataError } from '../core/errors.js';
import { createFeatureSet } from './features/feature-set.js';
import { regressors } from './regressors/index.js';
import { fittedVersion, type FittedJudgement } from './types.js';

const number = v.pipe(v.number(), v.finite());
const positive = v.pipe(number, v.minValue(1e-12));
const place = v.pipe(v.number(), v.integer(), v.minValue(0));
const unit = v.pipe(number, v.minValue(-1), v.maxValue(1));
/** What is learned again takes the cube of the networks. */
const mostKnown = 5000;
const mostFeatures = 20_000;
const mostLabels = 24;

const schema = v.object({
  format: v.literal('assay-fitted-judgement'),
  version: v.literal(fittedVersion),
  assay: v.string(),
  space: v.exactOptional(v.string()),
  target: v.string(),
  recipe: v.object({
    cells: v.array(v.object({ cell: v.string(), labels: v.pipe(v.array(v.string()), v.maxLength(mostLabels)) })),
    blocks: v.pipe(v.array(v.string()), v.maxLength(mostFeatures)),
    scores: v.array(v.object({ proxy: v.string(), parts: v.array(v.string()) })),
  }),
  scales: v.pipe(
    v.array(v.object({ place, log: v.boolean(), mean: number, deviation: positive, least: number })),
    v.maxLength(mostFeatures),
  ),
  prior: v.array(place),
  regressor: v.object({ id: v.picklist(regressors.map(({ id }) => id)), settings: v.record(v.string(), number) }),
  calibration: positive,
  seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  settings: v.exactOptional(
    v.object({
      data: v.string(),
      batch: v.pipe(place, v.minValue(1)),
      imageSize: v.exactOptional(v.pipe(place, v.minValue(1))),
      seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      init: v.exactOptional(v.string()),
    }),
  ),
  quality: v.object({
    folds: place,
    tau: unit,
    interval: v.tuple([unit, unit]),
    judgementTau: v.nullable(unit),
    error: v.pipe(number, v.minValue(0)),
    within: v.pipe(number, v.minValue(0), v.maxValue(1)),
    chosen: v.record(v.string(), number),
  }),
  known: v.pipe(
    v.array(v.object({ name: v.string(), form: v.string(), accuracy: number, features: v.array(number) })),
    v.minLength(2),
    v.maxLength(mostKnown),
  ),
});

const hint = 'assay fit writes one';

/** Reads the JSON of a fitted judgement. @throws a data error for text that is none, or of another version. */
export function parseFitted(where: string, text: string): FittedJudgement {
  requireText('text', text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw dataError(where, { expected: 'JSON', got: error.message, hint });
  }
  const { format, version } = (typeof json === 'object' && json !== null ? json : {}) as { format?: unknown; version?: unknown };
  if (format === 'assay-fitted-judgement' && version !== fittedVersion)
    throw dataError(where, {
      expected: `a fitted judgement of version ${fittedVersion}`,
      got: `version ${JSON.stringify(version)?.slice(0, 40)}`,
      hint: 'fit it again with this Assay',
      code: 'unsupported',
    });
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw dataError(where, {
      expected: 'a fitted judgement',
      got: `${v.getDotPath(issue) ?? 'one'} that is ${issue.received}`,
      hint,
    });
  }
  checkFit(where, parsed.output);
  return parsed.output;
}

/** Parts that do not fit each other would fail later, with no word of the file. */
function checkFit(where: string, { recipe, scales, prior, known, regressor }: FittedJudgement): void {
  const wrong = (expected: string, got: string): Error => dataError(where, { expected, got, hint, code: 'mismatch' });
  const features = createFeatureSet(recipe).names.length;
  const odd = scales.find((scale) => scale.place >= features);
  if (odd !== undefined) throw wrong(`scales of ${features} features`, `one of feature ${odd.place}`);
  if (prior.some((at) => at >= scales.length)) throw wrong('a prior among the scales', `place ${Math.max(...prior)}`);
  const short = known.find((network) => network.features.length !== scales.length);
  if (short !== undefined) throw wrong(`${scales.length} features of every network`, `${short.features.length}`);
  const first = known[0]?.accuracy;
  if (known.every(({ accuracy }) => accuracy === first)) throw wrong('accuracies that differ', `${first} for all`);
  const names = Object.keys(regressor.settings);
  if (
    regressor.id !== 'forest' &&
    !['local', 'linear', 'prior', 'length', 'noise', 'slope'].every((name) => names.includes(name))
  )
    throw wrong('the settings of a kernel', names.join(', ') || 'none');
}

/** A fitted judgement as the text of its file: one line a part, one a network. */
export function printFitted(fitted: FittedJudgement): string {
  requireFitted(fitted);
  const { known, ...rest } = fitted;
  const parts = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const networks = known.map((network) => `  ${JSON.stringify(network)}`).join(',\n');
  return `{\n${parts.join(',\n')},\n"known": [\n${networks}\n]\n}\n`;
}

/** Refuses what is no fitted judgement. @throws a usage error. */
export function requireFitted(value: unknown): void {
  requireFields('fitted', 'a judgement, as fitNetworks or readFitted gives it', value, 'recipe', 'known');
}
