/**
 * Control characters, which move a terminal's cursor or end a string of another language, and characters that turn the direction of
 * what follows (bidirectional marks). Blanks and line ends are not among them.
 */
const controls = /(?![\t\n])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text with such characters written out as `\u001b`: a terminal shows foreign text but does not interpret it. Inside JSON it stays the same JSON. */
export function visible(text: string): string {
  return text.replace(controls, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
