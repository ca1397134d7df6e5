/**
 * Small models of the kinds that people bring, exported by PyTorch or written by hand in the forms of other exporters, runtimes and
 * operator sets (scripts/export-model-kinds.py): what Assay makes of each. Params against an independent count
 * (scripts/count-onnx.py), outputs of the ONNX file and of the PyTorch module that Assay writes against the file's in ONNX Runtime, the
 * scores of the default judgement, fit on a small device, and what may shrink.
 *
 *   npm run study:model-kinds [-- --only lstm] [--folder DIR] [--verbose]
 *
 * Needs Debian's python3-onnx and python3-torchvision.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, say } from '../scripts/setup.mjs';
import { channelsFirst, isTurned } from './models/channels-last.mjs';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { bytesSource, canonicalHash, countCost, createScorer, createRng, describeNodes, devices, fitDevice } =
  await import('assay');
const { readOnnx, shrunkSpace, stateDictOf, toPyTorch, writeOnnx, writeSafetensors } = await import('assay');
const { openOrtEngine, readOnnxFile } = await import('assay/node');
const ort = await import('onnxruntime-node');

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    folder: { type: 'string', default: join(tmpdir(), 'assay-model-kinds') },
    verbose: { type: 'boolean', default: false },
  },
});
mkdirSync(given.folder, { recursive: true });
const python = (script, ...args) =>
  spawnSync('/usr/bin/python3', [join(root, 'scripts', script), ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
const jsonLines = (text) =>
  text
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
const written = python('export-model-kinds.py', '--out', given.folder, ...(given.only === '' ? [] : ['--only', given.only]));
if (written.stdout?.trim() === '' || written.status !== 0) {
  say(`skipped: ${written.stderr?.trim() || 'no python3 with onnx here'}`);
  process.exit(0);
}
const models = jsonLines(written.stdout);
const counts = new Map(
  jsonLines(python('count-onnx.py', ...models.map(({ file }) => file)).stdout).map((entry) => [entry.file, entry]),
);

const tensorTypes = { int64: BigInt64Array, int32: Int32Array, float32: Float32Array, bool: Uint8Array, float16: Uint16Array };

/** Random inputs of the file: normal for floats, tokens for integers, what was set for the others. */
function feedsOf(session, { architecture, shape = {}, set = {} }) {
  const rng = createRng(0, 'model kinds');
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  const lengths = new Map(
    session.inputMetadata.flatMap(({ name, shape: stated }) => {
      const read = architecture.inputs.find(({ id }) => id === name)?.shape ?? [];
      return stated.flatMap((length, axis) => (typeof length === 'string' && axis > 0 ? [[length, read[axis]]] : []));
    }),
  );
  return Object.fromEntries(
    session.inputMetadata.map(({ name, type, shape: stated }) => {
      const read = architecture.inputs.find(({ id }) => id === name)?.shape;
      const isSecond = read !== undefined && stated.length > 2 && stated[0] === read[1] && typeof stated[1] === 'string';
      const dims = isSecond
        ? [read[1], read[0], ...read.slice(2)]
        : stated.map((length, axis) =>
            typeof length === 'number' && length > 0
              ? length
              : axis === 0
                ? 1
                : (shape[name]?.[axis] ?? read?.[axis] ?? lengths.get(length)),
          );
      const size = dims.reduce((product, length) => product * length, 1);
      const Values = tensorTypes[type];
      const draw = /mask/.test(name)
        ? () => (type === 'int64' ? 1n : 1)
        : type === 'int64'
          ? () => BigInt(/type/.test(name) ? rng.int(2) : 2 + rng.int(18))
          : type === 'int32'
            ? () => rng.int(2)
            : normal;
      const value = set[name];
      const values =
        value === undefined
          ? Values.from({ length: size }, draw)
          : Values.from({ length: size }, () => (type === 'int64' ? BigInt(value) : value));
      return [name, new ort.Tensor(type, values, dims)];
    }),
  );
}

function farthest(a, b) {
  if (a.length !== b.length) return Number.NaN;
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return a.reduce(
    (most, value, i) => Math.max(most, Number.isNaN(value) !== Number.isNaN(b[i]) ? Infinity : Math.abs(value - b[i]) / largest),
    0,
  );
}

/** The largest difference of each output, over its largest number. */
async function differences(path, bytes, model, architecture) {
  const options = { intraOpNumThreads: 1, logSeverityLevel: 4 };
  // Optimised, the runtime computes products of 4-bit weights with rounded activations.
  const theirs = await ort.InferenceSession.create(existsSync(`${path}.converted`) ? `${path}.converted` : path, {
    ...options,
    graphOptimizationLevel: 'disabled',
  });
  const ours = await ort.InferenceSession.create(bytes, options);
  const feeds = feedsOf(theirs, { ...model, architecture });
  const expected = await theirs.run(feeds);
  const fed = Object.fromEntries(
    architecture.inputs.map(({ id, shape }) => {
      const { data, dims } = feeds[id];
      const values = Float32Array.from(data, Number);
      const meta = ours.inputMetadata.find(({ name }) => name === id);
      if (isTurned(shape, dims)) return [id, new ort.Tensor(channelsFirst(values, dims), shape)];
      return [
        id,
        meta.type === 'float32'
          ? new ort.Tensor(values, shape)
          : new ort.Tensor(meta.type, tensorTypes[meta.type].from(data, meta.type === 'int64' ? BigInt : Number), dims),
      ];
    }),
  );
  const found = await ours.run(fed);
  const apart = ours.outputNames.map((name, i) => {
    const a = found[name];
    // Outputs keep their names where their nodes stay, their order otherwise; where a tail was cut off, nothing corresponds.
    const same =
      expected[name] ?? (theirs.outputNames.length === ours.outputNames.length ? expected[theirs.outputNames[i]] : undefined);
    if (same === undefined || same.type !== 'float32' || same.data.length !== a.data.length) return undefined;
    const values = Float32Array.from(same.data, Number);
    return farthest(a.data, isTurned(a.dims, same.dims) ? channelsFirst(values, same.dims) : values);
  });
  return {
    apart: apart.filter((one) => one !== undefined),
    cut: apart.filter((one) => one === undefined).length,
    fed,
    found,
    outputNames: ours.outputNames,
  };
}

const modules = [];
function floatsFile(name, values) {
  const path = join(given.folder, name);
  writeFileSync(path, Buffer.from(Float32Array.from(values, Number).buffer));
  return path;
}

async function study(model) {
  const row = { name: model.name };
  const reading = await readOnnxFile(model.file, {
    keepsForeign: true,
    ...(model.shape && { shapes: model.shape }),
    ...(model.set && { set: model.set }),
  });
  const { architecture, weights, unsupported, notes } = reading;
  try {
    const cost = countCost(architecture);
    describeNodes(architecture, { folded: true });
    fitDevice(
      architecture,
      devices.find(({ id }) => id === 'stm32f746'),
    );
    // The file's numbers: batch norms that the exporter merged are not put back.
    const plain = await readOnnxFile(model.file, {
      keepsForeign: true,
      norms: 'merged',
      ...(model.shape && { shapes: model.shape }),
      ...(model.set && { set: model.set }),
    });
    const merged = countCost(plain.architecture).params;
    plain.close();
    const count = counts.get(model.file);
    Object.assign(row, { nodes: architecture.nodes.length, params: cost.params, macs: cost.macs });
    row.count =
      count === undefined ? '-' : count.branches > 0 ? 'in branches' : count.params === merged ? 'equal' : String(count.params);
    row.foreign = unsupported.map(({ op, message }) => (given.verbose ? `${op}: ${message}` : op)).join(', ');
    row.notes = (notes ?? []).join('; ');
    if (unsupported.length === 0) {
      try {
        const bytes = await writeOnnx(architecture, { weights });
        const again = await readOnnx(bytesSource(bytes));
        if (canonicalHash(again.architecture) !== canonicalHash(architecture)) row.again = 'another canonical form';
        const { apart, cut, fed, found, outputNames } = await differences(model.file, bytes, model, architecture);
        row.onnx = apart.length === 0 ? 'cut' : Math.max(...apart);
        if (cut > 0) row.cut = cut;
        const module = toPyTorch(architecture);
        const base = join(given.folder, model.name);
        writeFileSync(`${base}.py`, module.source);
        writeFileSync(`${base}.safetensors`, writeSafetensors(await stateDictOf(module, weights)));
        modules.push({
          name: model.name,
          module: `${base}.py`,
          weights: `${base}.safetensors`,
          inputs: architecture.inputs.map(({ id }) => ({
            file: floatsFile(`${model.name}.in-${modules.length}-${id.replaceAll(/\W/g, '_')}`, fed[id].data),
            shape: fed[id].dims,
          })),
          outputs: outputNames.map((name, i) => floatsFile(`${model.name}.out${i}`, found[name].data)),
        });
      } catch (error) {
        row.onnx = `WRONG ${error.message.slice(0, given.verbose ? 2000 : 160)}`;
      }
    }
    try {
      const scorer = createScorer(
        { proxies: ['sed', 'epsilon', 'naswot', 'zen', 'params'], batch: 2, seed: 1 },
        { engine: await engine },
      );
      const { scores } = await scorer.score(architecture);
      row.scores = Object.entries(scores)
        .map(([id, score]) => `${id} ${score.ok ? score.value.toPrecision(4) : given.verbose ? `(${score.reason})` : '-'}`)
        .join(', ');
    } catch (error) {
      row.scores = `WRONG ${error.message}`;
    }
    try {
      row.dials = shrunkSpace(architecture, { multiple: 1 })
        .dials.map(({ kind }) => kind[0])
        .join('');
    } catch (error) {
      row.dials = error.code === 'unsupported' ? 'none' : `WRONG ${error.message}`;
    }
  } finally {
    reading.close();
  }
  return row;
}

const engine = openOrtEngine();
const rows = [];
for (const model of models) {
  const start = performance.now();
  try {
    rows.push(await study(model));
  } catch (error) {
    rows.push({ name: model.name, onnx: `WRONG ${error.stack?.slice(0, given.verbose ? 2000 : 300)}` });
  }
  rows.at(-1).seconds = (performance.now() - start) / 1000;
}
const list = join(given.folder, 'modules.json');
writeFileSync(list, JSON.stringify(modules));
const checked = new Map(jsonLines(python('check-pytorch-module.py', list).stdout).map((entry) => [entry.name, entry]));
let isSound = true;
for (const row of rows) {
  const torch = checked.get(row.name);
  const within = models.find(({ name }) => name === row.name).within ?? 1e-5;
  const shown = (value) => (typeof value === 'number' ? value.toExponential(1) : (value ?? '-'));
  const pytorch = torch?.error ?? torch?.difference;
  const isWrong =
    JSON.stringify(row).includes('WRONG') ||
    (typeof row.onnx === 'number' && !(row.onnx <= within)) ||
    (torch !== undefined && !(torch.difference <= 1e-5)) ||
    row.again;
  if (isWrong) isSound = false;
  console.log(
    `| ${isWrong ? '**' : ''}${row.name} | ${row.nodes} | ${row.params} | ${row.count} | ${row.macs} | ${shown(row.onnx)}${row.cut ? ` (${row.cut} cut)` : ''} | ${shown(pytorch)} | ${row.dials} | ${row.scores} | ${row.foreign} ${row.again ?? ''} |`,
  );
}
process.exitCode = isSound ? 0 : 1;
