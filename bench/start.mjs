/**
 * What it takes to start: the processor time of commands, beside the same commands of another build, turn by turn, and beside `node` alone.
 * Run: npm run bench -- start [ROOT of another build] [runs: 20]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const runs = Number(given.find((word) => /^\d+$/.test(word)) ?? 20);
const other = given.find((word) => !/^\d+$/.test(word));
const roots = [here, ...(other === undefined ? [] : [other])];
const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const commands = {
  'SED and epsilon of one cell': ['score', cell, '--proxy', 'sed,epsilon', '--workers', '0'],
  'the default scores of one cell': ['score', cell, '--workers', '0'],
  'SED of one cell': ['score', cell, '--proxy', 'sed'],
  'one cell shown': ['show', cell],
  'the list of proxies': ['list', 'proxies'],
  'the version': ['--version'],
};

/** Builds differ in where it is. */
const launcherOf = (root) => join(root, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).bin.assay);

/** Milliseconds of the processor that ended child processes took, by Linux's clock of 10 ms. */
function childrenMs() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

function measure(totals, key, args) {
  const [before, begun] = [childrenMs(), performance.now()];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const total = (totals[key] ??= { processor: 0, least: Infinity });
  total.processor += childrenMs() - before;
  total.least = Math.min(total.least, performance.now() - begun);
}

const text = (total) =>
  `${(total.processor / runs).toFixed(0)} ms of the processor, at least ${total.least.toFixed(0)} by the clock`;
console.log(`Node ${process.versions.node}, ${runs} runs each, turn by turn`);
for (const [what, args] of Object.entries({ 'node alone': undefined, ...commands })) {
  const totals = {};
  for (let run = 0; run < runs; run++)
    if (args === undefined) measure(totals, here, ['-e', '0']);
    else for (const root of roots) measure(totals, root, [launcherOf(root), ...args]);
  const before = totals[other];
  console.log(
    `${what}: ${text(totals[here])}${before === undefined ? '' : `; before: ${text(before)}; ratio ${(totals[here].processor / before.processor).toFixed(2)}`}`,
  );
}
