/**
 * A score cache in a folder: one file for each partition, named by its hash; its first line describes the partition, then each line is a score. Lines are
 * only appended, each with one write, so that several runs may share the folder; a line that cannot be read is skipped.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { checkParameter } from '../../core/schema/check-request.js';
import { text as textField } from '../../core/schema/fields.js';
import type { Score } from '../../proxies/types.js';
import { scoreSchema } from '../../search/journal/entry-schema.js';
import type { ScoreCache } from '../../search/cache/score-cache.js';
import { makeFolder, reading, writing } from './files.js';

const lineSchema = v.tuple([v.string(), scoreSchema]);

interface Partition {
  readonly path: string;
  readonly scores: Map<string, Score>;
}

/**
 * Opens a folder that keeps scores over runs; several runs may share it.
 * @throws a usage error when the folder cannot be made.
 */
export function openScoreCache(folder: string): ScoreCache {
  checkParameter('folder', textField, folder);
  const where = `cache ${folder}`;
  makeFolder(where, folder);
  const partitions = new Map<string, Partition>();
  const open = (name: string): Partition => {
    let partition = partitions.get(name);
    if (partition === undefined)
      partitions.set(
        name,
        (partition = readPartition(
          where,
          join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 24)}.jsonl`),
          name,
        )),
      );
    return partition;
  };
  return {
    async get(name, architectures) {
      const { scores } = open(name);
      return architectures.map((architecture) => scores.get(architecture));
    },
    async set(name, fresh) {
      const { path, scores } = open(name);
      for (const [architecture, score] of fresh) {
        if (scores.has(architecture)) continue;
        scores.set(architecture, score);
        writing(where, 'room for another line', () => appendFileSync(path, `${JSON.stringify([architecture, score])}\n`));
      }
    },
  };
}

function readPartition(where: string, path: string, name: string): Partition {
  const scores = new Map<string, Score>();
  if (!existsSync(path)) {
    writing(where, 'a folder that can be written', () => appendFileSync(path, `${JSON.stringify(name)}\n`));
    return { path, scores };
  }
  const text = reading(where, 'a readable file', () => readFileSync(path, 'utf8'));
  // A killed run may have left half a line: the next entry begins on a new line.
  if (text !== '' && !text.endsWith('\n')) writing(where, 'a folder that can be written', () => appendFileSync(path, '\n'));
  for (const line of text.split('\n')) {
    const parsed = v.safeParse(lineSchema, parse(line));
    if (parsed.success) scores.set(parsed.output[0], parsed.output[1] as Score);
  }
  return { path, scores };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
