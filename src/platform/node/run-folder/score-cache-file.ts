/**
 * A score cache in a folder: one file for each partition, named by its hash; its first line describes the partition, then each line is a score. Lines are
 * only appended, those of one call with one write, and read as they appear, so that several runs may share the folder at once; a line that cannot be read is
 * skipped.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson } from '../../../core/read-json.js';
import { checkParameter } from '../../../core/schema/check-request.js';
import { text as textField } from '../../../core/schema/fields.js';
import type { Score } from '../../../proxies/types.js';
import { scoreSchema } from '../../../search/journal/entry-schema.js';
import type { ScoreCache } from '../../../search/cache/score-cache.js';
import { makeFolder, reading, writing } from '../files/files.js';

const lineSchema = v.tuple([v.string(), scoreSchema]);

interface Partition {
  readonly path: string;
  readonly scores: Map<string, Score>;
  /** Bytes of the file that were read. */
  read: number;
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
      const { scores } = readOn(where, open(name));
      return architectures.map((architecture) => scores.get(architecture));
    },
    async set(name, fresh) {
      const { path, scores } = open(name);
      const lines: string[] = [];
      for (const [architecture, score] of fresh) {
        if (scores.has(architecture)) continue;
        scores.set(architecture, score);
        lines.push(`${JSON.stringify([architecture, score])}\n`);
      }
      if (lines.length > 0) writing(where, 'room for another line', () => appendFileSync(path, lines.join('')));
    },
  };
}

function readPartition(where: string, path: string, name: string): Partition {
  const partition: Partition = { path, scores: new Map(), read: 0 };
  if (!existsSync(path)) {
    writing(where, 'a folder that can be written', () => appendFileSync(path, `${JSON.stringify(name)}\n`));
    return partition;
  }
  readOn(where, partition);
  // A killed run may have left half a line: the next entry begins on a new line.
  if (partition.read < statSync(path).size) writing(where, 'a folder that can be written', () => appendFileSync(path, '\n'));
  return partition;
}

/** Reads the lines that others wrote in the meantime. */
function readOn(where: string, partition: Partition): Partition {
  const { path, scores } = partition;
  // Deleted by somebody: the scores in memory are as good as before.
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= partition.read) return partition;
  const bytes = reading(where, 'a readable file', () => readRest(path, partition.read, size));
  const end = bytes.lastIndexOf(0x0a) + 1;
  partition.read += end;
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    const parsed = v.safeParse(lineSchema, readJson(line));
    if (parsed.success && !scores.has(parsed.output[0])) scores.set(parsed.output[0], parsed.output[1] as Score);
  }
  return partition;
}

function readRest(path: string, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  const file = openSync(path, 'r');
  try {
    const count = readSync(file, bytes, 0, bytes.length, from);
    return bytes.subarray(0, count);
  } finally {
    closeSync(file);
  }
}
