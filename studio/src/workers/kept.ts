/** What a worker keeps for later visits, in the browser's database. Without one, or without room in it, nothing is kept, and it is worked out again. */

const database = 'assay-studio';
const store = 'kept';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the database failed')));
  });

async function withStore<T>(mode: IDBTransactionMode, work: (kept: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
  const opened = await done(opening);
  try {
    const transaction = opened.transaction(store, mode, { durability: 'relaxed' });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the database gave up')));
    });
    const [value] = await Promise.all([work(transaction.objectStore(store)), ended]);
    return value;
  } finally {
    opened.close();
  }
}

/** @param build what the value was worked out by: values of another build are never given. */
export async function readKept<T>(build: string, key: string): Promise<T | undefined> {
  try {
    return await withStore('readonly', async (kept) => (await done(kept.get(`${build} ${key}`))) as T | undefined);
  } catch {
    return undefined;
  }
}

/** Keeps a value, and forgets those of other builds. @returns whether there was room. */
export async function keep(build: string, key: string, value: unknown): Promise<boolean> {
  try {
    await withStore('readwrite', async (kept) => {
      const keys = await done(kept.getAllKeys());
      for (const other of keys) if (!String(other).startsWith(`${build} `)) kept.delete(other);
      await done(kept.put(value, `${build} ${key}`));
    });
    return true;
  } catch {
    return false;
  }
}
