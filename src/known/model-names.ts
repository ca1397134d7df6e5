/** How a list may name a model file: by its path, its name, or its name without the ending. */
export function modelNames(path: string): readonly string[] {
  const base = path.replace(/^.*[\\/]/, '');
  return [path, base, base.replace(/\.[^.]+$/, '')];
}
