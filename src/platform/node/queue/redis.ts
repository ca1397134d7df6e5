/** Redis or Valkey: the connection, and what is kept there besides jobs. */
import type { BackendClasses, IQueueBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';
import type { Connection } from './connection.js';
import { openRedis } from './redis-client.js';
import { fileSeconds, noteSeconds, pieceBytes, type BrokerHooks, type Note, type NoteKind, type Shelf } from './types.js';

/** @throws a usage error if the server does not answer. */
export async function connectRedis(
  address: QueueAddress,
  { withBackend, createRedisBackend }: typeof import('bullmq'),
  { onNotice }: BrokerHooks,
): Promise<Connection> {
  const where = `queue ${address.shown}`;
  const client = await openRedis(address, { where, comesBack: true });
  let isClosed = false;
  let isLost = false;
  client.on('close', () => {
    if (isLost || isClosed) return;
    isLost = true;
    onNotice(`${where}: the connection is lost; waiting for the server`);
  });
  client.on('ready', () => {
    if (isLost) onNotice(`${where}: connected again`);
    isLost = false;
  });
  return {
    classes: withBackend(createRedisBackend) as unknown as BackendClasses<IQueueBackend, unknown>,
    connection: client,
    shelf: redisShelf(client),
    async close() {
      isClosed = true;
      client.disconnect();
    },
  };
}

function redisShelf(client: Redis): Shelf {
  const index = (kind: NoteKind): string => `assay:${kind}s`;
  const note = (kind: NoteKind, id: string): string => `assay:${kind}:${id}`;
  const file = (digest: string): string => `assay:file:${digest}`;
  const piece = (digest: string, n: number): string => `${file(digest)}:${n}`;
  return {
    async announce(kind, id, text) {
      await client.multi().sadd(index(kind), id).set(note(kind, id), text, 'EX', noteSeconds).exec();
    },
    async withdraw(kind, id) {
      await client.multi().srem(index(kind), id).del(note(kind, id)).exec();
    },
    async notes(kind) {
      const ids = await client.smembers(index(kind));
      if (ids.length === 0) return [];
      const texts = await client.mget(ids.map((id) => note(kind, id)));
      const gone = ids.filter((_, i) => texts[i] === null);
      if (gone.length > 0) await client.srem(index(kind), ...gone);
      return ids.flatMap((id, i): Note[] => (typeof texts[i] === 'string' ? [{ id, text: texts[i] }] : [])).toSorted(byId);
    },
    async renew(digests) {
      const counts = await Promise.all(digests.map((digest) => client.get(file(digest))));
      for (const [i, digest] of digests.entries()) {
        const count = counts[i] ?? null;
        if (count === null) continue;
        await client.expire(file(digest), fileSeconds);
        for (let n = 0; n < Number(count); n++) await client.expire(piece(digest, n), fileSeconds);
      }
      return counts.map((count) => count !== null);
    },
    async putFile(digest, bytes) {
      let n = 0;
      for (let at = 0; at < bytes.length || n === 0; at += pieceBytes)
        await client.set(piece(digest, n++), Buffer.from(bytes.subarray(at, at + pieceBytes)), 'EX', fileSeconds);
      // Written last: a reader sees all pieces or no file.
      await client.set(file(digest), String(n), 'EX', fileSeconds);
    },
    async getFile(digest) {
      const count = await client.get(file(digest));
      if (count === null) return undefined;
      const pieces: Buffer[] = [];
      for (let n = 0; n < Number(count); n++) {
        const bytes = await client.getBuffer(piece(digest, n));
        if (bytes === null) return undefined;
        pieces.push(bytes);
      }
      return Buffer.concat(pieces);
    },
  };
}

function byId(a: Note, b: Note): number {
  return a.id < b.id ? -1 : 1;
}
