/**
 * Texts as the numbers of their words, one or two bytes each. A word goes up to the next one, with the characters between them; a number belongs to
 * the name before it, and so does what follows a single `=` or `(`: of `normal_concat=range(2, 6)` two words are made. A long word, such as a hash, and every new one after the first sixteen thousand, is
 * spelled. Equal texts have equal bytes.
 */
/** Numbers below `twoBytes` are one byte; others are two, the first with its high bit set. */
const twoBytes = 0x80;
/** Words that get a number; `spelled` and `spelledWide` are the first two numbers. */
const mostWords = 0x4000;
/** A longer word, such as a hash, is written as its characters. */
const longestWord = 32;
const spelled = 0;
const spelledWide = 1;
/** Characters of a spelled word that one length byte can name. */
const longestSpelled = 255;
/** Share of places taken beyond which the table is doubled. */
const fullness = 0.6;

/** Kinds of characters: a name is made of letters, digits, the underscore and the point of a number; a joint alone holds two names together. */
const between = 0;
const joint = 1;
const digit = 2;
const letter = 3;
const codeKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === '=' || character === '(') return joint;
  return /\d/.test(character) ? digit : /[\w.]/.test(character) ? letter : between;
});

/** FNV-1a. */
export const hashSeed = 0x811c9dc5;
export const hashPrime = 0x01000193;

interface TextWords {
  /** The most bytes that a text may take. */
  mostBytes(text: string): number;
  /** @returns where the text ends. */
  write(text: string, bytes: Uint8Array, at: number): number;
  read(bytes: Uint8Array, from: number, to: number): string;
}

export function createTextWords(): TextWords {
  const words: string[] = ['', ''];
  /** Open addressing: numbers of words. */
  let table = new Uint16Array(256);
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;

  const spell = (text: string, start: number, end: number): void => {
    for (let from = start; from < end; from += longestSpelled) {
      const to = Math.min(end, from + longestSpelled);
      let isWide = false;
      for (let i = from; i < to; i++) if (text.charCodeAt(i) > 0xff) isWide = true;
      bytes[at++] = isWide ? spelledWide : spelled;
      bytes[at++] = to - from;
      for (let i = from; i < to; i++) {
        const code = text.charCodeAt(i);
        bytes[at++] = code & 0xff;
        if (isWide) bytes[at++] = code >> 8;
      }
    }
  };
  const grow = (): void => {
    table = new Uint16Array(2 * table.length);
    for (let number = spelledWide + 1; number < words.length; number++) {
      const word = words[number] as string;
      let h = hashSeed;
      for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), hashPrime);
      let place = (h ^ (h >>> 15)) & (table.length - 1);
      while (table[place] !== 0) place = (place + 1) & (table.length - 1);
      table[place] = number;
    }
  };
  /** @param hash of the characters. */
  const writeWord = (text: string, start: number, end: number, hash: number): void => {
    const length = end - start;
    if (length > longestWord) return spell(text, start, end);
    let place = (hash ^ (hash >>> 15)) & (table.length - 1);
    let number = table[place] as number;
    for (; number !== 0; number = table[place] as number) {
      const word = words[number] as string;
      if (word.length === length && text.startsWith(word, start)) break;
      place = (place + 1) & (table.length - 1);
    }
    if (number === 0) {
      if (words.length === mostWords) return spell(text, start, end);
      // A copy: a slice would keep the text that it was cut from.
      number = words.push(Array.from({ length }, (_, i) => text.charAt(start + i)).join('')) - 1;
      table[place] = number;
      if (words.length > fullness * table.length) grow();
    }
    if (number < twoBytes) bytes[at++] = number;
    else {
      bytes[at++] = twoBytes | (number & 0x7f);
      bytes[at++] = number >> 7;
    }
  };

  return {
    // Two for a word that is spelled, and two for each of its characters.
    mostBytes: (text) => 4 * text.length + 2,
    write(text, into, from) {
      [bytes, at] = [into, from];
      let start = 0;
      let kind = between;
      /** Whether a number may be added to the word: it began with a name. */
      let isOpen = false;
      let hash = hashSeed;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const now = code < 128 ? (codeKinds[code] as number) : between;
        if (now >= digit && kind < digit) {
          if (isOpen && now === digit) isOpen = false;
          else if (kind === between || !isOpen) {
            if (i > 0) writeWord(text, start, i, hash);
            start = i;
            hash = hashSeed;
            isOpen = now === letter;
          }
        }
        kind = now === joint && kind < digit ? between : now;
        hash = Math.imul(hash ^ code, hashPrime);
      }
      if (start < text.length) writeWord(text, start, text.length, hash);
      return at;
    },
    read(from, begin, end) {
      let text = '';
      for (let i = begin; i < end;) {
        let word = from[i++] as number;
        if (word >= twoBytes) word = (word & 0x7f) | ((from[i++] as number) << 7);
        if (word > spelledWide) {
          text += words[word] as string;
          continue;
        }
        const width = word === spelledWide ? 2 : 1;
        const last = i + 1 + width * (from[i] as number);
        for (i++; i < last; i += width)
          text += String.fromCharCode((from[i] as number) | (width === 2 ? (from[i + 1] as number) << 8 : 0));
      }
      return text;
    },
  };
}
