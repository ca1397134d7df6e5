const prefix = 'fitted:';

/** The path in `fitted:judge.json`, empty where it is missing; undefined for other specs. */
export function fittedPath(spec: string): string | undefined {
  if (spec === 'fitted') return '';
  return spec.startsWith(prefix) ? spec.slice(prefix.length) : undefined;
}
