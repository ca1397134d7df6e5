/** PostgreSQL: the connection, and what is kept there besides jobs, in two tables of the schema of the queue. */
import type { BackendClasses, IQueueBackend } from 'bullmq';
import type { Pool } from 'pg';
import type { QueueAddress } from './address.js';
import type { Connection } from './connection.js';
import { loadCalmClient, openPostgres } from './postgres-pool.js';
import { fileSeconds, noteSeconds, pieceBytes, type BrokerHooks, type Note, type Shelf } from './types.js';

const schema = 'assay_queue';

const tables = `
create schema if not exists ${schema};
create table if not exists ${schema}.assay_notes (kind text, id text, text text not null, expires timestamptz not null, primary key (kind, id));
create table if not exists ${schema}.assay_files (digest text, piece int, pieces int not null, bytes bytea not null, expires timestamptz not null, primary key (digest, piece));
`;

/** @throws a usage error if the server does not answer. */
export async function connectPostgres(
  address: QueueAddress,
  { withBackend, createPostgresBackend }: typeof import('bullmq'),
  { onNotice }: BrokerHooks,
): Promise<Connection> {
  const where = `queue ${address.shown}`;
  let isLost = false;
  const pool = await openPostgres(address, {
    where,
    max: 2,
    tables,
    onLost() {
      if (!isLost) onNotice(`${where}: the connection is lost; waiting for the server`);
      isLost = true;
    },
    onConnect() {
      if (isLost) onNotice(`${where}: connected again`);
      isLost = false;
    },
  });
  return {
    classes: withBackend(createPostgresBackend) as unknown as BackendClasses<IQueueBackend, unknown>,
    connection: {
      connectionString: address.url,
      schema,
      migrate: true,
      max: 2,
      keepAlive: true,
      Client: await loadCalmClient(),
    },
    shelf: postgresShelf(pool),
    close: () => pool.end(),
  };
}

function postgresShelf(pool: Pool): Shelf {
  const expiry = (seconds: number): string => `now() + interval '${seconds} seconds'`;
  const notes = `${schema}.assay_notes`;
  const files = `${schema}.assay_files`;
  return {
    async announce(kind, id, text) {
      await pool.query(
        `insert into ${notes} values ($1, $2, $3, ${expiry(noteSeconds)})
         on conflict (kind, id) do update set text = excluded.text, expires = excluded.expires`,
        [kind, id, text],
      );
    },
    async withdraw(kind, id) {
      await pool.query(`delete from ${notes} where kind = $1 and (id = $2 or expires < now())`, [kind, id]);
    },
    async notes(kind) {
      const { rows } = await pool.query<Note>(
        `select id, text from ${notes} where kind = $1 and expires > now() order by id collate "C"`,
        [kind],
      );
      return rows;
    },
    async renew(digests) {
      if (digests.length === 0) return [];
      const { rows } = await pool.query<{ digest: string }>(
        `with renewed as (update ${files} set expires = ${expiry(fileSeconds)} where digest = any($1) returning digest, piece, pieces)
         select digest from renewed group by digest, pieces having count(*) = pieces`,
        [digests],
      );
      const there = new Set(rows.map(({ digest }) => digest));
      return digests.map((digest) => there.has(digest));
    },
    async putFile(digest, bytes) {
      await pool.query(`delete from ${files} where expires < now()`);
      const pieces = Math.max(1, Math.ceil(bytes.length / pieceBytes));
      for (let piece = 0; piece < pieces; piece++)
        await pool.query(`insert into ${files} values ($1, $2, $3, $4, ${expiry(fileSeconds)}) on conflict do nothing`, [
          digest,
          piece,
          pieces,
          Buffer.from(bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)),
        ]);
    },
    async getFile(digest) {
      const parts: Buffer[] = [];
      for (let piece = 0, pieces = 1; piece < pieces; piece++) {
        const { rows } = await pool.query<{ pieces: number; bytes: Buffer }>(
          `select pieces, bytes from ${files} where digest = $1 and piece = $2`,
          [digest, piece],
        );
        const [row] = rows;
        if (row === undefined) return undefined;
        pieces = row.pieces;
        parts.push(row.bytes);
      }
      return Buffer.concat(parts);
    },
  };
}
