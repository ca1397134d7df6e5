/**
 * The one table of who may import whom. `node scripts/import-directions.mjs` writes it into .oxlintrc.json; a test checks that both are equal,
 * and that the linter refuses what the table refuses.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What each folder may import; after `|`, what it may import types from. */
export const importDirections = {
  core: '',
  arch: 'core',
  onnx: 'core arch',
  spaces: 'core arch',
  drawing: 'core arch',
  runtime: 'core arch onnx | spaces',
  evidence: 'core arch runtime',
  proxies: 'core arch onnx runtime evidence | spaces',
  engine: 'core arch onnx spaces runtime evidence proxies',
  training: 'core arch onnx spaces runtime evidence proxies engine benchmarks',
  searchers: 'core arch onnx runtime engine | spaces proxies',
  benchmarks: 'core arch onnx spaces runtime evidence proxies engine',
  search: 'core arch onnx spaces runtime evidence proxies engine training searchers benchmarks drawing report',
  report: 'core arch drawing',
  predictor: 'core arch onnx runtime evidence proxies | spaces',
  known: 'core arch onnx spaces runtime evidence proxies predictor engine searchers benchmarks search drawing report',
  reproduce: 'core arch onnx spaces runtime evidence proxies engine searchers benchmarks search',
  platform:
    'core arch onnx spaces runtime evidence proxies engine training searchers benchmarks search drawing report reproduce predictor known',
  cli: 'core arch onnx spaces runtime evidence proxies engine training searchers benchmarks search drawing report reproduce predictor known platform',
};

const folders = Object.keys(importDirections);
/** Packages of the edges: workers and the terminal. */
const packages = '^(piscina|commander|cli-progress)(/|$)';
const rising = (names) => `^(\\./)?(\\.\\./)+(${names.join('|')})(/|\\.js$)`;

const rule = (files, patterns) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

function folderRule(folder) {
  const [values, types = []] = importDirections[folder].split('|').map((list) => list.split(' ').filter((name) => name !== ''));
  const refused = folders.filter((name) => name !== folder && !values.includes(name) && !types.includes(name));
  const may = values.length === 0 ? 'imports no other folder' : `may import ${values.join(', ')}`;
  return rule(`src/${folder}/**/*.ts`, [
    {
      regex: folder === 'platform' ? rising(refused) : `${rising(refused)}|${packages}`,
      message: `src/${folder} ${may}${types.length === 0 ? '' : `; types from ${types.join(' and ')}`}.`,
    },
    ...(types.length === 0
      ? []
      : [
          {
            regex: rising(types),
            allowTypeImports: true,
            message: `src/${folder} imports only types from ${types.join(' and ')}.`,
          },
        ]),
  ]);
}

/** The rules of the linter that hold the table; cli may import everything. */
export function directionRules() {
  return [
    ...folders.filter((folder) => folder !== 'cli').map(folderRule),
    rule('src/*.ts', [
      {
        regex: `^\\./(platform|cli)(/|\\.js$)|${packages}`,
        message: 'The public API is pure: platform and cli have entries of their own.',
      },
    ]),
    rule('src/platform/browser/**/*.ts', [
      {
        regex: `${rising(['cli', 'node'])}|${packages}`,
        message: 'src/platform/browser imports neither cli nor platform/node.',
      },
    ]),
  ];
}

const isDirectionRule = ({ files, rules }) =>
  files.every((pattern) => pattern.startsWith('src/')) && Array.isArray(rules['no-restricted-imports']);

/** The linter's configuration with its direction rules replaced, at the place of the first. */
export function withDirections(config) {
  const first = config.overrides.findIndex(isDirectionRule);
  const others = config.overrides.filter((override) => !isDirectionRule(override));
  return { ...config, overrides: [...others.slice(0, first), ...directionRules(), ...others.slice(first)] };
}

const path = fileURLToPath(new URL('../.oxlintrc.json', import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(path, `${JSON.stringify(withDirections(JSON.parse(readFileSync(path, 'utf8'))), null, 2)}\n`);
