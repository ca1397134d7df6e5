/** The meaning of a column of a user's table, by the words of its name: a size, a time or a count is no target, everything else may be one. */
import type { ColumnMeaning } from './types.js';

interface Kind {
  readonly words: RegExp;
  readonly label: string;
  /** Left out if columns of this kind come in several units. */
  readonly unit?: string;
}

/** Measurements of a trained network, even with other words in the name: `test_acc_seed1`, `loss_epoch12`. */
const measured =
  /^(?:acc|accs|accuracy|accuracies|err|error|top1|top5|loss|score|f1|auc|map|miou|iou|psnr|ssim|perplexity|ppl|bleu|correct|precision|recall)$/;

const kinds: readonly Kind[] = [
  { words: /^(?:seconds|secs|sec|time|times|duration|runtime|hours|latency|latencies)$/, label: 'time' },
  { words: /^(?:energy|joules|watts|power)$/, label: 'energy or power' },
  { words: /^(?:flop|flops|gflops|mflops|madds|macs|mac|mults)$/, label: 'operations of a forward pass' },
  { words: /^(?:param|params|nparams|parameters|weights)$/, label: 'parameters' },
  { words: /^(?:bytes|kb|mb|gb|memory)$/, label: 'memory' },
  { words: /^(?:index|idx|row|id|uid)$/, label: 'a number that names the row', unit: '1' },
  { words: /^(?:seed|seeds)$/, label: 'seed, or their number', unit: '1' },
  { words: /^(?:epoch|epochs)$/, label: 'epochs', unit: '1' },
];

/** A unit that is a word of the name. */
const units: readonly (readonly [words: RegExp, unit: string])[] = [
  [/^(?:ms|millis|milliseconds)$/, 'ms'],
  [/^(?:us|microseconds)$/, 'us'],
  [/^(?:s|sec|secs|seconds)$/, 's'],
  [/^(?:h|hours)$/, 'h'],
  [/^(?:mj|millijoules)$/, 'mJ'],
  [/^(?:j|joules)$/, 'J'],
  [/^(?:w|watts)$/, 'W'],
  [/^(?:bytes)$/, 'bytes'],
  [/^(?:kb)$/, 'kB'],
  [/^(?:mb)$/, 'MB'],
  [/^(?:gb)$/, 'GB'],
  [/^(?:g|gflops)$/, '1e9'],
  [/^(?:m|mflops)$/, '1e6'],
];

/** The words of `trainTimeMs`, `train_time_ms`, `Energy (mJ)`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** A column of numbers, by its name: a target of that name, or another known kind, with its unit if the name has it. */
export function describeOwnColumn(name: string): ColumnMeaning {
  const words = wordsOf(name);
  const some = (pattern: RegExp): boolean => words.some((word) => pattern.test(word));
  // A unit of time is enough: `train_ms`.
  const kind = some(measured)
    ? undefined
    : (kinds.find((own) => some(own.words)) ?? (some(/^(?:ms|us)$/) ? kinds[0] : undefined));
  if (kind === undefined) return { unit: '', label: name, target: name };
  return { unit: kind.unit ?? units.find(([pattern]) => some(pattern))?.[1] ?? '', label: kind.label };
}
