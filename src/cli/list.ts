import { Argument, Command } from 'commander';
import type { OptionSpecs } from '../core/options.js';
import { proxies } from '../proxies/index.js';
import { searchers } from '../searchers/index.js';
import { spaces } from '../spaces/index.js';
import { faint, formatCount, print, strong } from './output.js';

function printOptions(options: OptionSpecs): void {
  for (const [name, spec] of Object.entries(options)) {
    const choices = spec.kind === 'choice' ? ` (${spec.choices.join(', ')})` : '';
    print(`    :${name}=${spec.default ?? '…'}${choices}  ${faint(spec.help)}`);
  }
}

function listSpaces(): void {
  for (const space of spaces) {
    const { size, defaults } = space.create(defaultsOf(space.options));
    print(`${strong(space.id)}  ${space.title}`);
    print(`    ${space.paper}${size === undefined ? '' : `; ${formatCount(size)} architectures`}`);
    print(`    written ${space.example}`);
    print(`    searched by default with ${defaults.proxies.join(', ')}, combined as ${defaults.combine}`);
    printOptions(space.options);
  }
}

function defaultsOf(options: OptionSpecs): never {
  return Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default])) as never;
}

function listProxies(): void {
  for (const proxy of proxies) {
    print(`${strong(proxy.id)}  ${proxy.title}`);
    print(`    ${proxy.paper}`);
    print(`    ${proxy.direction} is better; reads ${proxy.evidence}${proxy.seeded ? '; depends on the seed' : ''}`);
    if (proxy.note !== undefined) print(`    note: ${proxy.note}`);
    printOptions(proxy.options);
  }
}

function listSearchers(): void {
  for (const searcher of searchers) {
    print(`${strong(searcher.id)}  ${searcher.title}`);
    printOptions(searcher.options);
  }
}

const listings = { spaces: listSpaces, proxies: listProxies, searchers: listSearchers };
const records = { spaces, proxies, searchers };

/** `assay list spaces|proxies|searchers` */
export function listCommand(): Command {
  return new Command('list')
    .description('What there is: search spaces, proxies or searchers, with papers, options and caveats')
    .addArgument(new Argument('<what>', 'what to list').choices(Object.keys(listings)))
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExamples:\n  assay list proxies\n  assay list spaces --json')
    .action((what: keyof typeof listings, { json }: { json?: boolean }) => {
      if (json === true) for (const record of records[what]) print(JSON.stringify(record));
      else listings[what]();
    });
}
