/** What the option parser complains about, in the form of every error: `<where>: expected <what>, got <value> (hint)`. */
import type { Command } from 'commander';
import { expectationMessage, quote, type Expectation } from '../core/errors.js';
import { suggest } from '../core/suggest.js';

type Rewrite = (...parts: string[]) => readonly [where: string, expectation: Expectation];

/** `--seed` of `-s, --seed <n>` */
const flagIn = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;

/** `<n>` of `--seed <n>` */
const valueIn = (flags: string): string => /[<[].*$/.exec(flags)?.[0] ?? 'a value';

/** The parser's or our reason why a value is wrong. */
function expectationOf(reason: string, value: string): Expectation {
  const choices = /^Allowed choices are (.*)\.$/s.exec(reason)?.[1];
  if (choices === undefined) return { expected: reason.replace(/^expected /, ''), got: quote(value) };
  const near = suggest(value, choices.split(', '));
  return {
    expected: `one of ${choices}`,
    got: quote(value),
    ...(near === undefined ? {} : { hint: `did you mean ${quote(near)}?` }),
  };
}

const hintOf = (suggestion: string | undefined): Pick<Expectation, 'hint'> =>
  suggestion === undefined ? {} : { hint: `did you mean ${suggestion}` };

/** The parser's messages, each with what it says. */
const rewrites: readonly (readonly [RegExp, Rewrite])[] = [
  [
    /^option '(.+?)' argument '(.*)' is invalid\. (.*)$/s,
    (flags = '', value = '', reason = '') => [flagIn(flags), expectationOf(reason, value)],
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.+?)'\. (.*)$/s,
    (value = '', name = '', reason = '') => [name, expectationOf(reason, value)],
  ],
  [/^option '(.+?)' argument missing$/, (flags = '') => [flagIn(flags), { expected: valueIn(flags), got: 'nothing' }]],
  [/^required option '(.+?)' not specified$/, (flags = '') => [flagIn(flags), { expected: valueIn(flags), got: 'nothing' }]],
  [/^missing required argument '(.+)'$/, (name = '') => [name, { expected: 'a value', got: 'nothing' }]],
  [
    /^unknown (option|command) '(.*?)'(?:\s+\(Did you mean (.*)\))?$/s,
    (what = '', name = '', near) => [what, { expected: 'a known one', got: quote(name), ...hintOf(near) }],
  ],
  [
    /^too many arguments(?: for '(.+?)')?\. Expected (\d+ arguments?) but got (\d+)\.$/,
    (verb = 'assay', expected = '', got = '') => [verb, { expected: `at most ${expected}`, got }],
  ],
];

/** What an argument or an option may be, where its declaration lists that. */
function choicesOf(where: string, commands: readonly Command[]): readonly string[] | undefined {
  return (
    commands.flatMap(({ registeredArguments }) => registeredArguments).find((argument) => argument.name() === where)
      ?.argChoices ?? commands.flatMap(({ options }) => options).find(({ long }) => long === where)?.argChoices
  );
}

/**
 * One line for a message of the parser; messages that it does not know stay as they are.
 * @param commands what may have been called: where something is missing, their declarations say what is expected.
 */
export function parserError(text: string, commands: readonly Command[] = []): string {
  const message = text.replace(/^error: /, '').trim();
  for (const [pattern, rewrite] of rewrites) {
    const [, ...parts] = pattern.exec(message) ?? [];
    if (parts.length === 0) continue;
    const [where, expectation] = rewrite(...parts);
    const choices = expectation.got === 'nothing' ? choicesOf(where, commands) : undefined;
    return expectationMessage(
      where,
      choices === undefined ? expectation : { ...expectation, expected: `one of ${choices.join(', ')}` },
    );
  }
  return message;
}
