/** Keys of proxies in files as a report shows them: the file's name without its folders. */
import type { ReportData } from './types.js';

/** `fitted:runs/judge.json` as `fitted:judge.json`, `./mine/proxy.mjs:power=2` as `proxy.mjs:power=2`; others as they are. */
function shortKey(key: string): string {
  return key.replace(/^(fitted:)?(?:[A-Za-z]:)?[^:]*[\\/]/, '$1');
}

/** The data with short keys wherever one stands; two files of one name keep theirs. */
export function withShortKeys(data: ReportData): ReportData {
  const all = data.proxies.map(({ key }) => shortKey(key));
  const renamed = new Map(
    data.proxies.flatMap(({ key }, i) => {
      const short = all[i] ?? key;
      return short === key || all.indexOf(short) !== all.lastIndexOf(short) ? [] : [[key, short] as const];
    }),
  );
  if (renamed.size === 0) return data;
  const named = (key: string): string => renamed.get(key) ?? key;
  /** A part of a score follows its key: `fitted:judge.json mean`. */
  const partNamed = (name: string): string => {
    const key = data.proxies.find((proxy) => name === proxy.key || name.startsWith(`${proxy.key} `))?.key ?? '';
    return `${named(key)}${name.slice(key.length)}`;
  };
  const byKey = <T>(scores: { readonly [key: string]: T }): { readonly [key: string]: T } =>
    Object.fromEntries(Object.entries(scores).map(([key, value]) => [named(key), value]));
  const column = <C extends { readonly kind: string }>(of: C): C => ('id' in of ? { ...of, id: named(String(of.id)) } : of);
  const { points, best, broken, undefinedScores, tables, frontObjectives, limits } = data;
  return {
    ...data,
    // A step may be that of several proxies.
    steps: data.steps.map((step) => ({ ...step, name: step.name.split(', ').map(named).join(', ') })),
    proxies: data.proxies.map((proxy) => ({ ...proxy, key: named(proxy.key) })),
    points: { ...points, scores: byKey(points.scores) },
    best: best.map(({ effects, ...one }) => ({
      ...one,
      scores: byKey(one.scores),
      ...(effects === undefined ? {} : { effects: effects.map(({ name, effect }) => ({ name: partNamed(name), effect })) }),
    })),
    ...(broken === undefined ? {} : { broken: broken.map((one) => ({ ...one, scores: byKey(one.scores) })) }),
    ...(undefinedScores === undefined
      ? {}
      : { undefinedScores: undefinedScores.map((one) => ({ ...one, key: named(one.key) })) }),
    ...(tables === undefined
      ? {}
      : {
          tables: tables.map((table) => ({
            ...table,
            correlations: table.correlations.map((line) => ({ ...line, proxy: named(line.proxy) })),
          })),
        }),
    ...(frontObjectives === undefined
      ? {}
      : { frontObjectives: frontObjectives.map((one) => ({ ...one, column: column(one.column) })) }),
    ...(limits === undefined ? {} : { limits: limits.map((one) => ({ ...one, column: column(one.column) })) }),
  };
}
