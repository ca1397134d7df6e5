/** Counts distinct codes: columns of several byte matrices of the same number of rows. Exact. */
import type { ReadingValues } from '../runtime/passes/types.js';

export function countDistinctCodes(matrices: readonly ReadingValues[], rows: number): number {
  return rows <= 2 ? countShort(matrices, rows) : countLong(matrices, rows);
}

/** Codes of up to 16 bits index a table directly. */
function countShort(matrices: readonly ReadingValues[], rows: number): number {
  const seen = new Uint8Array(1 << (8 * rows));
  for (const codes of matrices) {
    const units = codes.length / rows;
    if (rows === 1) for (let u = 0; u < units; u++) seen[codes[u]] = 1;
    else for (let u = 0; u < units; u++) seen[codes[u] | (codes[units + u] << 8)] = 1;
  }
  return seen.reduce((sum, one) => sum + one, 0);
}

/** Longer ones go into a hash table of complete codes, which doubles as it fills. */
function countLong(matrices: readonly ReadingValues[], rows: number): number {
  let table = new Uint8Array(rows << 16);
  let isTaken = new Uint8Array(1 << 16);
  let count = 0;
  const code = new Uint8Array(rows);
  const add = (): void => {
    const mask = isTaken.length - 1;
    let hash = 0x811c9dc5;
    for (let k = 0; k < rows; k++) hash = Math.imul(hash ^ code[k], 0x01000193);
    for (let place = (hash ^ (hash >>> 15)) & mask; ; place = (place + 1) & mask) {
      if (isTaken[place] === 0) {
        isTaken[place] = 1;
        table.set(code, place * rows);
        count++;
        return;
      }
      let k = 0;
      while (k < rows && table[place * rows + k] === code[k]) k++;
      if (k === rows) return;
    }
  };
  const grow = (): void => {
    const [oldTable, oldTaken] = [table, isTaken];
    isTaken = new Uint8Array(oldTaken.length * 2);
    table = new Uint8Array(oldTable.length * 2);
    count = 0;
    for (let place = 0; place < oldTaken.length; place++) {
      if (oldTaken[place] === 0) continue;
      code.set(oldTable.subarray(place * rows, (place + 1) * rows));
      add();
    }
  };
  for (const codes of matrices) {
    const units = codes.length / rows;
    for (let u = 0; u < units; u++) {
      for (let k = 0; k < rows; k++) code[k] = codes[k * units + u];
      add();
      if (count * 2 > isTaken.length) grow();
    }
  }
  return count;
}
