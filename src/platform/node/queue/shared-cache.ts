/**
 * A score cache on a server that several people use at once: what one has scored with an engine, all have. The connection is opened when scores are asked
 * for and closed when nobody asks for a moment, so that no program has to close the cache. A server that goes away during a run costs time, not the run.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { AssayError } from '../../../core/errors.js';
import { readJson } from '../../../core/read-json.js';
import type { Score } from '../../../proxies/types.js';
import type { ScoreCache } from '../../../search/cache/score-cache.js';
import { scoreSchema } from '../../../search/journal/entry-schema.js';
import { readAddress, type QueueAddress } from './address.js';
import { unreachable } from './connection.js';
import { openPostgres } from './postgres-pool.js';
import { openRedis } from './redis-client.js';

/** A connection to the server. Scores are JSON. */
interface Connected {
  get(partition: string, architectures: readonly string[]): Promise<readonly (string | null)[]>;
  /** Saves those that are not there. */
  set(partition: string, scores: readonly (readonly [architecture: string, score: string])[]): Promise<void>;
  close(): Promise<void>;
}

export interface SharedCacheHooks {
  /** One line for the user. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/** Milliseconds without a question after which the connection is closed. */
const idleMilliseconds = 300;

/** Whether a cache is on a server: an address, of any kind, no folder. */
export function isServerAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** An address as messages may show it; a folder as it is. */
export function shownCache(text: string): string {
  return isServerAddress(text) ? readAddress(text, process.env, 'cache').shown : text;
}

/** @throws a usage error for an address that is none; at the first question, for a server that does not answer. */
export function openSharedCache(address: string, { onNotice = () => undefined }: SharedCacheHooks = {}): ScoreCache {
  const where = readAddress(address, process.env, 'cache');
  let connection: Promise<Connected> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wasThere = false;
  let isLost = false;
  let asking = 0;

  const rest = (): void => {
    clearTimeout(timer);
    if (asking > 0) return;
    timer = setTimeout(() => {
      const open = connection;
      connection = undefined;
      void open?.then((one) => one.close()).catch(() => undefined);
    }, idleMilliseconds);
  };
  /** The answer; undefined where the server went away after it had been there. */
  const ask = async <T>(question: (connected: Connected) => Promise<T>): Promise<T | undefined> => {
    asking++;
    clearTimeout(timer);
    try {
      const answer = await question(await (connection ??= connect(where)));
      wasThere = true;
      isLost = false;
      return answer;
    } catch (error) {
      const open = connection;
      connection = undefined;
      void open?.then((one) => one.close()).catch(() => undefined);
      if (!wasThere) throw error instanceof AssayError ? error : unreachable(`cache ${where.shown}`, error);
      if (!isLost) onNotice(`cache ${where.shown}: no answer: scores are computed and not saved there`);
      isLost = true;
      return undefined;
    } finally {
      asking--;
      rest();
    }
  };
  return {
    async get(partition, architectures) {
      const texts = await ask((connected) => connected.get(keyOf(partition), architectures));
      return architectures.map((_, i) => readScore(texts?.[i]));
    },
    async set(partition, scores) {
      const lines = [...scores].map(([architecture, score]) => [architecture, JSON.stringify(score)] as const);
      if (lines.length > 0) await ask((connected) => connected.set(keyOf(partition), lines));
    },
  };
}

/** People have other machines: the kind of processor belongs to the engine. */
function keyOf(partition: string): string {
  const own = partition.includes('"engine"') ? `${partition} ${process.arch}` : partition;
  return createHash('sha256').update(own).digest('hex').slice(0, 32);
}

/** Others write there: what is no score is not there. */
function readScore(text: string | null | undefined): Score | undefined {
  const { success, output } = v.safeParse(scoreSchema, readJson(text ?? ''));
  return success ? (output as Score) : undefined;
}

function connect(where: QueueAddress): Promise<Connected> {
  return where.kind === 'redis' ? connectRedis(where) : connectPostgres(where);
}

async function connectRedis(address: QueueAddress): Promise<Connected> {
  const client = await openRedis(address, { where: `cache ${address.shown}`, comesBack: false });
  const key = (partition: string): string => `assay:cache:${partition}`;
  return {
    get: (partition, architectures) => client.hmget(key(partition), ...architectures),
    async set(partition, scores) {
      const pipeline = client.pipeline();
      for (const [architecture, score] of scores) pipeline.hsetnx(key(partition), architecture, score);
      const answers = await pipeline.exec();
      const failed = answers?.find(([error]) => error !== null)?.[0];
      if (failed !== undefined && failed !== null) throw failed;
    },
    async close() {
      client.disconnect();
    },
  };
}

const table = 'assay_scores';
const tables = `create table if not exists ${table} (partition text, architecture text, score text not null, primary key (partition, architecture))`;

async function connectPostgres(address: QueueAddress): Promise<Connected> {
  const pool = await openPostgres(address, { where: `cache ${address.shown}`, max: 1, tables });
  return {
    async get(partition, architectures) {
      const { rows } = await pool.query<{ architecture: string; score: string }>(
        `select architecture, score from ${table} where partition = $1 and architecture = any($2)`,
        [partition, architectures],
      );
      const found = new Map(rows.map(({ architecture, score }) => [architecture, score]));
      return architectures.map((architecture) => found.get(architecture) ?? null);
    },
    async set(partition, scores) {
      await pool.query(`insert into ${table} select $1, * from unnest($2::text[], $3::text[]) on conflict do nothing`, [
        partition,
        scores.map(([architecture]) => architecture),
        scores.map(([, score]) => score),
      ]);
    },
    close: () => pool.end(),
  };
}
