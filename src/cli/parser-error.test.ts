import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { parserError } from './parser-error.js';
import { readInteger, seedOption } from './run-options.js';

/** What a command line makes the parser say, rewritten. */
function complaint(...args: string[]): string {
  let said = '';
  const program = new Command('assay')
    .exitOverride()
    .configureOutput({ outputError: (text) => void (said = parserError(text, program.commands)), writeErr: () => undefined });
  const command = new Command('list')
    .copyInheritedSettings(program)
    .addArgument(new Argument('<what>', '').choices(['spaces', 'proxies']))
    .option(...seedOption)
    .addOption(new Option('-t, --top <n>', '').argParser(readInteger))
    .addOption(new Option('--to <format>', '').choices(['onnx', 'dot']).makeOptionMandatory())
    .allowExcessArguments(false);
  program.addCommand(command);
  expect(() => program.parse(['list', ...args], { from: 'user' })).toThrow();
  return said;
}

describe('a complaint of the option parser', () => {
  it.each([
    [['spaces', '--seed', "it's"], '--seed: expected an integer such as 500 or 1e6, up to 9007199254740991, got "it\'s"'],
    [['spaces', '--top', '-'], '--top: expected an integer such as 500 or 1e6, up to 9007199254740991, got "-"'],
    [['foo', '--to', 'dot'], 'what: expected one of spaces, proxies, got "foo"'],
    [['space', '--to', 'dot'], 'what: expected one of spaces, proxies, got "space" (did you mean "spaces"?)'],
    [['spaces', '--to', 'onxn'], '--to: expected one of onnx, dot, got "onxn" (did you mean "onnx"?)'],
    [['spaces', '--to'], '--to: expected one of onnx, dot, got nothing'],
    [['spaces'], '--to: expected one of onnx, dot, got nothing'],
    [['spaces', '--to', 'dot', '--top'], '--top: expected <n>, got nothing'],
    [['--to', 'dot'], 'what: expected one of spaces, proxies, got nothing'],
    [['spaces', '--to', 'dot', '--sed', '1'], 'option: expected a known one, got "--sed" (did you mean --seed?)'],
    [['spaces', 'all', '--to', 'dot'], 'list: expected at most 1 argument, got 2'],
  ])('%j', (args, line) => {
    expect(complaint(...args)).toBe(line);
  });

  it('stays as it is if the parser says something new', () => {
    expect(parserError('error: something new\n')).toBe('something new');
  });
});
