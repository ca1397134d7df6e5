/** The command line: one file for each verb, loaded here; every error becomes one line and an exit code. */
import { Command, CommanderError } from 'commander';
import { AssayError } from '../core/errors.js';
import { unknownName } from '../core/suggest.js';
import { complain, Interrupted, interruptedCode, PartialFailure, reportError } from './output.js';
import { checkOutputPaths } from './output-paths.js';
import { parserError } from './parser-error.js';
import { joinSupervisor, spaceFileIn, superviseCommand, tellSupervisor } from './supervise.js';
import { version } from './version.js';

export { tellSupervisor };

/** 0 done, 1 wrong use, 2 bad data, 70 a bug. */
export type ExitCode = 0 | 1 | 2 | 70 | typeof interruptedCode;

/** In the order of the help text. A verb's file, and all it needs, is loaded when the verb is used; the help text loads all of them. */
const verbs: { readonly [verb: string]: () => Promise<Command> } = {
  search: async () => (await import('./search.js')).searchCommand(),
  worker: async () => (await import('./worker.js')).workerCommand(),
  merge: async () => (await import('./merge.js')).mergeCommand(),
  shrink: async () => (await import('./shrink.js')).shrinkCommand(),
  report: async () => (await import('./report.js')).reportCommand(),
  score: async () => (await import('./score.js')).scoreCommand(),
  train: async () => (await import('./train.js')).trainCommand(),
  simulate: async () => (await import('./simulate.js')).simulateCommand(),
  latency: async () => (await import('./latency.js')).latencyCommand(),
  check: async () => (await import('./check.js')).checkCommand(),
  fit: async () => (await import('./fit.js')).fitCommand(),
  next: async () => (await import('./next.js')).nextCommand(),
  bench: async () => (await import('./bench.js')).benchCommand(),
  reproduce: async () => (await import('./reproduce.js')).reproduceCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  show: async () => (await import('./show.js')).showCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  list: async () => (await import('./list.js')).listCommand(),
  studio: async () => (await import('./studio.js')).studioCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
};

async function createProgram(verb: string | undefined): Promise<Command> {
  const program = new Command('assay')
    .description('Judge a neural architecture before you train it: zero-cost proxies, search spaces and searches.')
    .version(version())
    .showHelpAfterError('(add --help for the options and examples)')
    .enablePositionalOptions()
    .configureOutput({ outputError: (text) => complain(parserError(text, program.commands)) })
    .exitOverride()
    .hook('preAction', (_, command) => checkOutputPaths(command));
  const named = verb !== undefined && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  const wanted = named !== undefined ? [named] : verb === '--version' || verb === '-V' ? [] : Object.values(verbs);
  for (const load of wanted) program.addCommand((await load()).copyInheritedSettings(program));
  program.addHelpText(
    'after',
    `
Examples:
  assay search nas-bench-201                         rank all 15,625 cells, print the ten best, write a report
  assay score '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay show '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|'
  assay import NATS-tss-v1_0-3ffb9-simple --out nats.parquet   an official file as a table that opens at once
  assay bench nas-bench-201 --table nb201.csv.gz     rank correlations of the proxies with a table's accuracies
  assay list proxies                                 all proxies; with an id, its paper, options and caveats`,
  );
  return program;
}

/** Runs one command line; never throws. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const file = spaceFileIn(argv);
  if (file !== undefined) return (await superviseCommand(argv, file)) as ExitCode;
  joinSupervisor();
  const code = await runHere(argv);
  tellSupervisor(code);
  return code;
}

async function runHere(argv: readonly string[]): Promise<ExitCode> {
  // A reader that closes early (`| head`) ends us quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const code = error.code === 'EPIPE' ? 0 : 1;
    if (code !== 0) complain(`standard output: expected room to write, got ${error.code ?? error.message}`);
    tellSupervisor(code);
    process.exit(code);
  });
  // Nobody reads progress and remarks any more: the run goes on without them.
  process.stderr.on('error', () => {});
  try {
    if (argv[2] === 'help' && argv[3] !== undefined && !Object.hasOwn(verbs, argv[3]))
      throw unknownName('help', 'command', argv[3], Object.keys(verbs));
    const program = await createProgram(argv[2]);
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (error instanceof PartialFailure) return 2;
    if (error instanceof Interrupted) return interruptedCode;
    reportError(error, argv[2]);
    if (error instanceof AssayError) return error.kind === 'usage' ? 1 : 2;
    return 70;
  }
}
