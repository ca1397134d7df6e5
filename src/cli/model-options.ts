import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { ModelReading } from '../platform/node/requests/refuse-reading.js';
import type { ModelOptions } from '../search/scoring/types.js';

function collectShape(text: string, before: ModelOptions['shape'] = {}): NonNullable<ModelOptions['shape']> {
  const [, input, lengths] = /^([^=]+)=(\d+(?:[,x]\d+)+)$/.exec(text.trim()) ?? [];
  if (input === undefined || lengths === undefined)
    throw new InvalidArgumentError('expected an input and its lengths, batch first: image=1,3,224,224');
  return { ...before, [input]: lengths.split(/[,x]/).map(Number) };
}

function collectSet(text: string, before: ModelOptions['set'] = {}): NonNullable<ModelOptions['set']> {
  const [, input, number] = /^([^=]+)=(.+)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (input === undefined || !Number.isFinite(value))
    throw new InvalidArgumentError('expected an input and its number: sr=16000');
  return { ...before, [input]: value };
}

function outputList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('expected names of values or nodes: --outputs logits,boxes');
  return names;
}

/** Adds `--partial`, `--outputs`, `--shape` and `--set`. */
export function addModelOptions(command: Command): Command {
  return addModelReading(command.option('--partial', '.onnx: skip unknown operators, and say which'));
}

/** Adds `--outputs`, `--shape` and `--set`. */
export function addModelReading(command: Command): Command {
  return command
    .addOption(
      new Option('--outputs <names>', '.onnx: end the network at these values or nodes (logits,boxes)').argParser(outputList),
    )
    .addOption(
      new Option(
        '--shape <input=lengths>',
        '.onnx: shape of an input whose lengths the file leaves open, batch first (image=1,3,224,224); may repeat',
      ).argParser(collectShape),
    )
    .addOption(
      new Option(
        '--set <input=number>',
        '.onnx: an input that is always this number, such as a sampling rate or a state of zeros (sr=16000); may repeat',
      ).argParser(collectSet),
    );
}

/** Options with how models are read as one field, as requests about known networks have it. */
export function withReading<T extends ModelReading>({
  partial,
  outputs,
  shape,
  set,
  ...rest
}: T): Omit<T, keyof ModelReading> & { readonly reading: ModelReading } {
  const reading = {
    ...(partial === undefined ? {} : { partial }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(shape === undefined ? {} : { shape }),
    ...(set === undefined ? {} : { set }),
  };
  return { ...rest, reading };
}
