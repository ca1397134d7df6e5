import { Argument, Command } from 'commander';
import { plural } from '../core/plural.js';
import type { OptionSpecs } from '../core/options.js';
import { loadSpaceFile } from '../platform/node/user-code/load-space.js';
import { userFileOf } from '../platform/node/user-code/user-file.js';
import { levelOfText } from '../engine/plan.js';
import { proxyNeeds } from '../engine/proxy-needs.js';
import { aggregates } from '../proxies/aggregates.js';
import { proxies } from '../proxies/index.js';
import type { Proxy } from '../proxies/types.js';
import { papers } from '../reproduce/papers/index.js';
import { searchers } from '../searchers/index.js';
import { spaces } from '../spaces/index.js';
import { chooseJudgement } from '../spaces/judgement.js';
import type { SearchSpace, SpaceDefinition } from '../spaces/types.js';
import { unknownName } from '../core/suggest.js';
import { faint, print, say, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { describePaper } from './describe-paper.js';

/** One line of a list, and what is printed when its id is given. */
interface Listed {
  readonly id: string;
  readonly title: string;
  /** Further columns, before the title. */
  readonly columns?: readonly string[];
  describe(): void;
  readonly record: unknown;
}

function printOptions(options: OptionSpecs): void {
  for (const [name, spec] of Object.entries(options)) {
    const choices = spec.kind === 'choice' ? ` (${spec.choices.join(', ')})` : '';
    print(`    :${name}=${spec.default ?? '…'}${choices}  ${faint(spec.help)}`);
  }
}

/** @param open opens the space with its default options, to show its size and what searches use. */
function listedSpace(space: SpaceDefinition, open: () => SearchSpace): Listed {
  return {
    id: space.id,
    title: space.title,
    describe() {
      const { size, properties } = open();
      const { proxies: judges, combine } = chooseJudgement(undefined, properties);
      print(`    ${space.paper}${size === undefined ? '' : `; ${plural(size, 'architecture')}`}`);
      print(`    written ${space.example}`);
      print(`    ranked by ${judges.join(', ')} where no proxy is named, combined as ${combine}`);
      printOptions(space.options);
    },
    record: space,
  };
}

const listedSpaces = (): Listed[] => spaces.map((space) => listedSpace(space, () => space.create(defaultsOf(space.options))));

/** A user's space, as a list of one. @throws usage errors of the file. */
async function listedFile(path: string): Promise<Listed[]> {
  const { definition, space } = await loadSpaceFile(path);
  return [listedSpace(definition, () => space)];
}

/** The level a proxy reads by default, and the levels that its options select: `activations (by=mean-field: architecture)`. */
function describeLevels({ id, options }: Proxy): string {
  const level = levelOfText(id, proxies);
  const others = Object.entries(options).flatMap(([name, option]) =>
    option.kind !== 'choice'
      ? []
      : option.choices.flatMap((choice) => {
          const other = levelOfText(`${id}:${name}=${choice}`, proxies);
          return other === level ? [] : [`${name}=${choice}: ${other}`];
        }),
  );
  return others.length === 0 ? `${level}` : `${level} (${others.join(', ')})`;
}

function listedProxy(proxy: Proxy): Listed {
  const needs = proxyNeeds(proxy, proxy.requests(defaultsOf(proxy.options), {}));
  return {
    id: proxy.id,
    title: proxy.title,
    columns: [needs.runs, needs.reads, proxy.definedOn ?? ''],
    describe() {
      print(`    ${proxy.paper}`);
      print(`    ${proxy.direction} is better; reads ${describeLevels(proxy)}${proxy.seeded ? '; depends on the seed' : ''}`);
      if (proxy.definedOn !== undefined) print(`    defined on ${proxy.definedOn}: others have a reason`);
      if (proxy.note !== undefined) print(`    note: ${proxy.note}`);
      if (proxy.noteOn !== undefined) print(`    note for some spaces: ${proxy.noteOn.note}`);
      printOptions(proxy.options);
    },
    record: { ...proxy, evidence: levelOfText(proxy.id, proxies), ...needs },
  };
}

const listedProxies = (): Listed[] => [
  ...proxies.map(listedProxy),
  ...aggregates.map((aggregate) => ({
    id: aggregate.id,
    title: aggregate.title,
    columns: ['as its parts', '', ''],
    describe() {
      print(`    ${aggregate.paper}`);
      print(`    stands for --proxy ${aggregate.proxies.join(',')} --combine ${aggregate.combine}`);
      if (aggregate.note !== undefined) print(`    note: ${aggregate.note}`);
      print('    beside other proxies (score, bench) it is a column of what that combination gives');
    },
    record: aggregate,
  })),
];

const listedSearchers = (): Listed[] =>
  searchers.map((searcher) => ({
    id: searcher.id,
    title: searcher.title,
    describe() {
      if (searcher.note !== undefined) print(`    note: ${searcher.note}`);
      printOptions(searcher.options);
    },
    record: searcher,
  }));

const listedPapers = (): Listed[] =>
  papers.map((paper) => ({
    id: paper.id,
    title: paper.title,
    describe: () => print(`    ${describePaper(paper)}`),
    record: paper,
  }));

function defaultsOf(options: OptionSpecs): never {
  return Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default])) as never;
}

/** One line each: id, further columns with a head where there are any, and title. */
function printTable(what: string, all: readonly Listed[]): void {
  const [head, ...rows] = [
    ...(what === 'proxies' ? [['proxy', 'runs', 'reads', 'defined on', 'what it is']] : []),
    ...all.map(({ id, columns = [], title }) => [strong(id), ...columns, title]),
  ];
  if (head !== undefined) print(plainTable(head, rows));
}

const nouns = { spaces: 'space', proxies: 'proxy', searchers: 'searcher', papers: 'paper' } as const;
const listings = { spaces: listedSpaces, proxies: listedProxies, searchers: listedSearchers, papers: listedPapers };

/** `assay list spaces|proxies|searchers|papers [id|all]` */
export function listCommand(): Command {
  return new Command('list')
    .description(
      'Lists search spaces, proxies, searchers, or papers to reproduce; with an id, shows its paper, options and caveats',
    )
    .addArgument(new Argument('<what>', 'what to list').choices(Object.keys(listings)))
    .argument('[id]', 'show one of them in full, or "all" of them; for spaces also your own in a file: ./my-space.mjs')
    .option('--json', 'print one JSON object a line, in full')
    .addHelpText(
      'after',
      '\nExamples:\n  assay list spaces\n  assay list proxies epsilon\n  assay list proxies all\n  assay list spaces ./my-space.mjs\n  assay list spaces --json',
    )
    .action(async (what: keyof typeof listings, id: string | undefined, { json }: { json?: boolean }) => {
      const isFile = what === 'spaces' && id !== undefined && userFileOf(id) !== undefined;
      const all = isFile ? await listedFile(id) : listings[what]();
      const chosen = isFile || id === undefined || id === 'all' ? all : all.filter((listed) => listed.id === id);
      if (chosen.length === 0)
        throw unknownName(
          `list ${what}`,
          nouns[what],
          id as string,
          all.map((listed) => listed.id),
        );
      if (json === true) for (const { record } of chosen) print(JSON.stringify(record));
      else if (id === undefined) {
        printTable(what, all);
        say(`assay list ${what} <id> shows its paper, options and caveats; assay list ${what} all shows all of them`);
      } else {
        for (const listed of chosen) {
          print(`${strong(listed.id)}  ${listed.title}`);
          listed.describe();
        }
      }
    });
}
