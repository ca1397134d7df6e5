/** Paths that a command is to write, checked before any verb works: each is named, and none of them is a file that the command reads. */
import { statSync, type BigIntStats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command, Option } from 'commander';
import { dataError, usageError } from '../core/errors.js';
import { ownValue } from '../core/own-value.js';
import { readText } from '../platform/node/files/files.js';
import { isForeignJson } from '../search/scoring/foreign-json.js';

/** Options that name a file or folder to be written, by how they are declared: `simulate --report <column>` is none. */
const writes = /^--(?:out|report|resume|export|cache) [<[](file|dir|site|place)[>\]]$/;

/** What is written into the folder of a run, over files of the same names. */
const filesOfRun = ['journal.jsonl', 'scores.csv', 'report.html'];

/** The same of verbs whose folders hold something else. */
const filesOfVerb: { readonly [verb: string]: readonly string[] } = {
  train: ['checkpoint.safetensors', 'network.onnx', 'network.py', 'network.safetensors', 'report.html', 'training.json'],
};

interface Written {
  readonly flag: string;
  readonly path: string;
}

/** @throws a usage error for an empty path, a data error for a path that is an input of the same command. */
export function checkOutputPaths(command: Command): void {
  const isGiven = (option: Option): boolean => {
    const source = command.getOptionValueSource(option.attributeName());
    return source !== undefined && source !== 'default';
  };
  const given = command.options.filter(isGiven);
  const written = given.filter(({ flags }) => writes.test(flags)).flatMap((option) => writtenBy(option, command));
  if (written.length === 0) return;
  const read = given
    .filter(({ flags }) => !writes.test(flags))
    .map((option) => textsIn(command.getOptionValue(option.attributeName())));
  const inputs = [...command.args, ...read.flat()].flatMap(pathsIn);
  for (const { flag, path } of written) {
    const input = inputs.find((own) => isOverwritten(path, own));
    if (input !== undefined)
      throw dataError(flag, {
        expected: 'another file than those that the command reads',
        got: path === input ? path : `${path}, over ${input}`,
        hint: 'nothing was written',
        code: 'mismatch',
      });
  }
}

/** What an option writes: a file, or the files of a folder. */
function writtenBy(option: Option, command: Command): Written[] {
  const flag = option.long ?? option.flags;
  const path: unknown = command.getOptionValue(option.attributeName());
  if (typeof path !== 'string') return [];
  if (path.trim() === '')
    throw usageError(flag, {
      expected: /[<[](.+)[>\]]/.exec(option.flags)?.[0] ?? 'a path',
      got: 'an empty text',
      code: 'missing',
    });
  if (flag === '--cache') return [];
  const names = ownValue(filesOfVerb, command.name()) ?? filesOfRun;
  return [path, ...names.map((name) => join(path, name))].map((own) => ({ flag, path: own }));
}

function textsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(textsIn) : [];
}

/** What may be a path in a value: `judge.json` of `fitted:judge.json`, `my-space.mjs` of `my-space.mjs:classes=10`, `b.csv` of `ID=b.csv`. */
function pathsIn(text: string): string[] {
  const rest = /[:=](.+)$/s.exec(text)?.[1];
  return [...new Set([text, ...(rest === undefined ? [] : [rest]), ...text.split(/[,:=]/)])].filter((part) => part !== '');
}

/** Whether writing a path would replace an input, by any name or link: itself, or a model in a folder of models. */
function isOverwritten(path: string, input: string): boolean {
  const there = statsOf(path);
  if (there?.isFile() !== true) return false;
  const source = statsOf(input);
  if (source === undefined) return false;
  if (isSame(there, source)) return true;
  const folder = source.isDirectory() ? statsOf(dirname(path)) : undefined;
  return folder !== undefined && isSame(folder, source) && isModel(path);
}

/** Undefined where nothing is, and for texts that can be no path. */
function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** Other JSON files of a folder of models are not read. */
function isModel(path: string): boolean {
  return path.endsWith('.onnx') || (path.endsWith('.json') && !isForeignJson(readText(path, path)));
}
