import { describe, expect, it } from 'vitest';
import { createByteStore } from './byte-store.js';

describe('a store of bytes', () => {
  it('gives back and compares what was appended, also across the ends of pieces', () => {
    const store = createByteStore();
    const lengths = [0, 1, 65_535, 3, 70_000, 0, 200_000, 17];
    const parts = lengths.map((length, part) => Uint8Array.from({ length }, (_, i) => (part + 7 * i) % 251));
    const starts = parts.map((bytes) => {
      const start = store.length;
      store.append(bytes, bytes.length);
      return start;
    });
    expect(store.length).toBe(lengths.reduce((sum, length) => sum + length, 0));
    for (const [i, bytes] of parts.entries()) {
      const start = starts[i] ?? 0;
      const copy = new Uint8Array(bytes.length);
      store.copy(start, bytes.length, copy);
      expect(Buffer.compare(copy, bytes)).toBe(0);
      expect(store.equals(start, bytes, bytes.length)).toBe(true);
      if (bytes.length === 0) continue;
      for (const wrong of [0, bytes.length - 1]) {
        const other = bytes.slice();
        other[wrong] = ((other[wrong] ?? 0) + 1) % 256;
        expect(store.equals(start, other, other.length)).toBe(false);
      }
    }
  });
});
