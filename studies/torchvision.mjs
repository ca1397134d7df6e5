/**
 * Exports every torchvision classification model (`--dense`: those of segmentation, detection and quantisation) with random weights, one after the other, and checks what Assay makes of each:
 * params and MACs against torch's own, ONNX -> IR -> ONNX -> IR against itself (canonical form) and against torch's logits in ONNX
 * Runtime, and the PyTorch module that Assay writes against torch's logits. Files are removed as soon as they were checked; the
 * networks without weights stay in build/torchvision, where `study:imagenet-zoo` finds them.
 *
 *   npm run study:torchvision -- [--only a,b] [--mode preserve|eval|dynamic|train] [--folder /tmp/...] [--dense] [--light] [--resume]
 *
 * `--light` leaves out everything that runs a network; `--resume` passes over models that an earlier run checked.
 * Skips with a line where Debian's python3-torchvision is not installed.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, say } from '../scripts/setup.mjs';

process.env.ORT_DISABLE_TELEMETRY = '1';
const {
  bytesSource,
  canonicalHash,
  countCost,
  describeNodes,
  printArchitecture,
  readOnnx,
  stateDictOf,
  toPyTorch,
  writeOnnx,
  writeSafetensors,
} = await import('assay');
const { readOnnxFile } = await import('assay/node');
const ort = await import('onnxruntime-node').catch(() => undefined);

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    mode: { type: 'string', default: 'preserve' },
    folder: { type: 'string', default: join(tmpdir(), 'assay-torchvision') },
    light: { type: 'boolean', default: false },
    dense: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
  },
});
const python = (script, ...args) =>
  spawnSync('/usr/bin/python3', [join(root, 'scripts', script), ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
const listed = python('export-torchvision.py', '--list', ...(given.dense ? ['--dense'] : []));
if (listed.stdout?.trim() === '' || listed.status !== 0) {
  say(`skipped: ${listed.stderr?.trim() || 'no python3 with torchvision here'}`);
  process.exit(0);
}
const names = given.only === '' ? listed.stdout.trim().split('\n') : given.only.split(',');
mkdirSync(given.folder, { recursive: true });
const networks = join(root, 'build', 'torchvision');
mkdirSync(networks, { recursive: true });
/** One line a model, kept from run to run. */
const journal = join(networks, `${given.mode}${given.dense ? '-dense' : ''}${given.light ? '-light' : ''}.jsonl`);
if (!given.resume) rmSync(journal, { force: true });
const known = new Map(
  (existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n') : [])
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((entry) => [entry.name, entry]),
);

const floats = (path) => {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
};
const farthest = (a, b) => {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return a.length === b.length ? difference / largest : Infinity;
};

async function runOrt(bytes, input, shape) {
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const outputs = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', input, shape) });
  const answers = session.outputNames.map((name) => Float32Array.from(outputs[name].data));
  await session.release();
  return answers;
}

/** What is wrong with one model; empty when nothing is. */
async function check({ file, params, macs, input, outputs, name }) {
  const wrong = [];
  const start = performance.now();
  const model = await readOnnxFile(file);
  const { architecture, weights } = model;
  describeNodes(architecture, { folded: true });
  const cost = countCost(architecture);
  const seconds = (performance.now() - start) / 1000;
  if (given.mode === 'preserve') writeFileSync(join(networks, `${name}.json`), printArchitecture(architecture));
  if (cost.params !== params) wrong.push(`params ${cost.params} instead of ${params}`);
  if (cost.macs !== macs) wrong.push(`MACs ${cost.macs} instead of ${macs}`);
  const results = { seconds, nodes: architecture.nodes.length, ort: undefined, pytorch: undefined };
  if (!given.light) {
    const isLarge = 4 * params > 2 ** 31 - 2 ** 20;
    const bytes = await writeOnnx(architecture, { weights: isLarge ? 'inputs' : weights });
    const again = await readOnnx(bytesSource(bytes));
    if (canonicalHash(again.architecture) !== canonicalHash(architecture))
      wrong.push('another canonical form after a round trip');
    if (outputs !== null) {
      const shape = architecture.inputs[0].shape;
      if (!isLarge && ort !== undefined) {
        const answers = await runOrt(bytes, floats(input), [...shape]);
        results.ort = Math.max(...outputs.map((path, i) => farthest(answers[i], floats(path))));
        if (!(results.ort < 1e-4)) wrong.push(`logits of the ONNX file differ by ${results.ort}`);
      }
      const module = toPyTorch(architecture);
      const base = join(given.folder, name);
      writeFileSync(`${base}.py`, module.source);
      writeFileSync(`${base}.safetensors`, writeSafetensors(await stateDictOf(module, weights)));
      writeFileSync(
        `${base}.modules`,
        JSON.stringify([
          { name, module: `${base}.py`, weights: `${base}.safetensors`, inputs: [{ file: input, shape }], outputs },
        ]),
      );
      const ran = python('check-pytorch-module.py', `${base}.modules`);
      const found =
        ran.status === 0 && ran.stdout !== '' ? JSON.parse(ran.stdout) : { error: ran.stderr.trim().split('\n').at(-1) };
      if (found.error !== undefined) wrong.push(`the PyTorch module does not run: ${found.error}`);
      else {
        results.pytorch = found.difference;
        if (found.params !== params) wrong.push(`the PyTorch module has ${found.params} params`);
        if (!(found.difference < 1e-5)) wrong.push(`logits of the PyTorch module differ by ${found.difference}`);
      }
    }
  }
  model.close();
  return { wrong, results };
}

const small = (value) => (value === undefined ? '-' : value.toExponential(1));

/** What came of one model: a line for people, and whether something is wrong. */
async function study(name) {
  const folder = join(given.folder, name);
  try {
    const exported = python('export-torchvision.py', '--out', folder, '--only', name, '--mode', given.mode);
    const line =
      exported.stdout.trim() === '' ? { error: exported.stderr.trim().split('\n').at(-1) } : JSON.parse(exported.stdout.trim());
    if (line.error !== undefined) return { name, isWrong: true, seconds: 0, report: `not exported by PyTorch: ${line.error}` };
    const { wrong, results } = await check(line);
    const report = `${line.params} params  ${line.macs} MACs  ${results.nodes} nodes  read in ${results.seconds.toFixed(2)} s  ort ${small(results.ort)}  pytorch ${small(results.pytorch)}  ${wrong.length === 0 ? 'ok' : `WRONG: ${wrong.join('; ')}`}`;
    return { name, isWrong: wrong.length > 0, seconds: results.seconds, ort: results.ort, pytorch: results.pytorch, report };
  } catch (error) {
    return { name, isWrong: true, seconds: 0, report: `WRONG: ${error.message}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const suffix of ['py', 'safetensors', 'modules']) rmSync(join(given.folder, `${name}.${suffix}`), { force: true });
  }
}

const entries = [];
for (const name of names) {
  const entry = known.get(name) ?? (await study(name));
  if (!known.has(name)) appendFileSync(journal, `${JSON.stringify(entry)}\n`);
  entries.push(entry);
  console.log(`${name.padEnd(20)} ${entry.report}`);
}
const farthestOf = (key) => Math.max(...entries.map((entry) => entry[key] ?? 0)).toExponential(1);
const failures = entries.filter(({ isWrong }) => isWrong).length;
console.log(
  `${names.length} models, ${failures} with something wrong; all read, with their tables, in ${entries.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s; farthest logits: ONNX Runtime ${farthestOf('ort')}, PyTorch ${farthestOf('pytorch')}`,
);
process.exit(failures > 0 ? 1 : 0);
