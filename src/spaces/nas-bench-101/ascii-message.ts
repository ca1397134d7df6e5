/** A message of ASCII text, built in words, four characters each: what `md5Words` reads. */
interface AsciiMessage {
  /** Zero beyond what was written, until it is digested. */
  readonly words: Int32Array;
  length: number;
}

export function createMessage(bytes: number): AsciiMessage {
  return { words: new Int32Array(16 * (((bytes + 8) >> 6) + 1)), length: 0 };
}

export function clearMessage(message: AsciiMessage): void {
  message.words.fill(0);
  message.length = 0;
}

export function appendText(message: AsciiMessage, text: string): void {
  for (let i = 0; i < text.length; i++) {
    const at = message.length++;
    message.words[at >> 2] |= text.charCodeAt(i) << (8 * (at & 3));
  }
}

/** Appends eight words, 32 characters, from `source`. */
export function appendHash(message: AsciiMessage, source: Int32Array, from: number): void {
  const { words } = message;
  const at = message.length >> 2;
  const shift = 8 * (message.length & 3);
  if (shift === 0) {
    for (let i = 0; i < 8; i++) words[at + i] = source[from + i];
  } else {
    for (let i = 0; i < 8; i++) {
      const word = source[from + i];
      words[at + i] |= word << shift;
      words[at + i + 1] = word >>> (32 - shift);
    }
  }
  message.length += 32;
}

/** The text of eight words. */
export function hashText(words: Int32Array, at: number): string {
  let text = '';
  for (let i = 0; i < 8; i++) {
    const word = words[at + i];
    text += String.fromCharCode(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
  }
  return text;
}
