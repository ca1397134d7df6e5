/** Lines of a file of architectures; a text with open brackets at the end of its line continues in the next, because genotypes are often written over several lines. */

interface PlacedLine {
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly line: number;
}

/** The most lines of one text; brackets that stay open for longer are an error of their line. */
const mostLines = 200;

/** Brackets that a line opens, minus those it closes, outside quotes and comments (#). */
function openedBy(line: string): number {
  // Most lines have none.
  if (!/[([{}\])]/.test(line)) return 0;
  let open = 0;
  let quote = '';
  for (const char of line) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '#') break;
    else if ('([{'.includes(char)) open++;
    else if (')]}'.includes(char)) open--;
  }
  return open;
}

/** The texts of a file, one a line or over several. */
export function joinedLines(content: string): PlacedLine[] {
  const lines = content.split(/\r?\n/);
  const lineAt = (i: number): string => lines[i] ?? '';
  const texts: PlacedLine[] = [];
  for (let i = 0; i < lines.length; i++) {
    let last = i;
    let open = openedBy(lineAt(i));
    const goesOn = (): boolean => open > 0 || lineAt(last).endsWith('\\');
    if (!lineAt(i).trimStart().startsWith('#'))
      while (goesOn() && last + 1 < lines.length && last - i < mostLines) open += openedBy(lineAt(++last));
    if (goesOn()) last = i;
    texts.push({ text: last === i ? lineAt(i) : lines.slice(i, last + 1).join('\n'), line: i + 1 });
    i = last;
  }
  return texts;
}
