const prefix = 'fitted:';

/** The path in `fitted:judge.json`; undefined for other specs. */
export function fittedPath(spec: string): string | undefined {
  return spec.startsWith(prefix) ? spec.slice(prefix.length) : undefined;
}
