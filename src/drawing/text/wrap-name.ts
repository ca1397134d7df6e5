/** The end of an operator, an edge or a list in the published strings of architectures, with the blanks after it. */
const pieces = /[^|,;)\]+]+[|,;)\]+]*\s*|[|,;)\]+]+\s*/g;

/** An architecture's string in lines of at most `width` characters, broken after an operator; only a longer piece is cut. */
export function wrapName(name: string, width: number): string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const piece of name.match(pieces) ?? [name]) {
    if (line !== '' && (line + piece).trimEnd().length > limit) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
    for (; line.trimEnd().length > limit; line = line.slice(limit)) lines.push(line.slice(0, limit));
  }
  return line === '' ? lines : [...lines, line.trimEnd()];
}
