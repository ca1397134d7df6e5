/**
 * The guard against getting slower: thirteen figures of this build as ratios to those of an earlier one, turn by turn in one run. Fails where the median
 * over rounds is past the bound. The earlier build is made from git in build/guard (its dependencies are installed if they differ).
 * Run: npm run bench -- guard [tag or commit: the last tag] [rounds: 3]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [given, rounds = '3'] = process.argv.slice(2);
/** A figure of a run differs from that of the same build by a few per cent: what is past this has a cause. */
const bound = 1.15;

function run(command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

const base = given ?? spawnSync('git', ['describe', '--tags', '--abbrev=0'], { cwd: root, encoding: 'utf8' }).stdout.trim();
if (base === '') {
  console.log('guard: expected a tag or commit to compare with, got none (there is no tag yet: npm run bench -- guard COMMIT)');
  process.exit(2);
}
const commit = run('git', ['rev-parse', '--short', `${base}^{commit}`]);
const old = join(root, 'build', 'guard', commit);
if (!existsSync(join(old, 'package.json'))) {
  mkdirSync(old, { recursive: true });
  run('sh', ['-c', `git archive ${commit} | tar -x -C "${old}"`]);
}
if (!existsSync(join(old, 'dist'))) {
  const lock = (folder) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (lock(old) === lock(root)) {
    if (!existsSync(join(old, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(old, 'node_modules'));
  } else run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], old);
  run(process.execPath, [join('scripts', 'build.mjs')], old);
}

const measure = join(root, 'bench', 'guard', 'measure.mjs');
const figures = JSON.parse(run(process.execPath, [measure, root]));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (seconds) => (seconds < 1 ? `${(1000 * seconds).toFixed(0)} ms` : `${seconds.toFixed(2)} s`);
console.log(`this build against ${base} (${commit}), ${rounds} rounds, Node ${process.versions.node}; bound ${bound}`);
console.log('| figure | before | now | ratio (rounds) |\n|---|---|---|---|');
let isSlower = false;
for (const figure of figures) {
  const times = { old: [], now: [] };
  try {
    for (let round = 0; round < Number(rounds); round++) {
      times.old.push(Number(run(process.execPath, [measure, old, figure])));
      times.now.push(Number(run(process.execPath, [measure, root, figure])));
    }
  } catch (error) {
    console.log(
      `| ${figure} | – | – | not comparable: ${error.message.split('\n').find((line) => /Error/.test(line)) ?? error.message} |`,
    );
    continue;
  }
  const ratios = times.now.map((time, round) => time / times.old[round]);
  const ratio = median(ratios);
  isSlower ||= ratio > bound;
  console.log(
    `| ${figure} | ${shown(median(times.old))} | ${shown(median(times.now))} | ${ratio > bound ? '**' : ''}${ratio.toFixed(2)}${ratio > bound ? '** slower' : ''} (${ratios.map((one) => one.toFixed(2)).join(' ')}) |`,
  );
}
process.exit(isSlower ? 1 : 0);
