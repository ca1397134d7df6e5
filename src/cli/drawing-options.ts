/** How a cell is drawn on a stream: in colours and within its width on a terminal, plainly and in 80 columns elsewhere. */
export function drawingOptions(
  { isTTY, columns = 80 }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  hasColours = process.env['NO_COLOR'] === undefined,
): { readonly colours: 'ansi' | 'none'; readonly width?: number } {
  return isTTY ? { colours: hasColours ? 'ansi' : 'none', width: columns } : { colours: 'none' };
}
