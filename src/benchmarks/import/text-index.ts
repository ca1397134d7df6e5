/** Distinct texts, numbered in order of first appearance: a map from strings to numbers that stores its texts as bytes outside the garbage collector's heap. */
import { must } from '../../core/must.js';
import { createTextColumn } from './text-column.js';

interface TextIndex {
  readonly size: number;
  /** The text's number: the size before the call if the text is new. */
  add(text: string): number;
  /** All texts by their numbers. Ends the index: call it once. */
  take(): string[];
}

const utf8 = new TextEncoder();

export function createTextIndex(): TextIndex {
  const texts = createTextColumn();
  /** One more than a text's number at the first free slot from its hash on; at most half are taken. */
  let slots = new Int32Array(1024);
  let scratch = new Uint8Array(256);

  const encoded = (text: string): Uint8Array => {
    if (scratch.length < 3 * text.length) scratch = new Uint8Array(6 * text.length);
    return scratch.subarray(0, utf8.encodeInto(text, scratch).written);
  };

  const entryAt = (slot: number): number => must(slots[slot], 'a slot of the table');

  /** The slot of a text, or the free slot for it. */
  const slotOf = (bytes: Uint8Array): number => {
    let slot = hashOf(bytes) & (slots.length - 1);
    for (let entry = entryAt(slot); entry !== 0; entry = entryAt(slot)) {
      if (isSame(texts.bytesAt(entry - 1), bytes)) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  };

  const grow = (): void => {
    slots = new Int32Array(2 * slots.length);
    for (let number = 0; number < texts.length; number++) {
      let slot = hashOf(texts.bytesAt(number)) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
  };

  return {
    get size() {
      return texts.length;
    },
    add(text) {
      const bytes = encoded(text);
      const slot = slotOf(bytes);
      const entry = entryAt(slot);
      if (entry !== 0) return entry - 1;
      texts.add(bytes);
      slots[slot] = texts.length;
      if (2 * texts.length > slots.length) grow();
      return texts.length - 1;
    },
    take() {
      slots = new Int32Array(1);
      return Array.from({ length: texts.length }, (_, number) => {
        texts.forget(number);
        return texts.at(number);
      });
    },
  };
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
