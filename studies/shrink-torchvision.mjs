/**
 * Models of torchvision shrunk to half of their MACs: what the default judgement picks of 1,000 networks, beside random networks under the
 * same limit, the front of score and MACs, and whether the winner runs as ONNX and as PyTorch with equal outputs.
 * Run: npm run study:shrink -- --torchvision [model ...]
 * Skips with a line where Debian's python3-torchvision is not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say } from '../scripts/setup.mjs';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { bytesSource, countCost, createRng, readOnnx, shrunkSpace, stateDictOf, toPyTorch, writeOnnx, writeSafetensors } =
  await import('assay');
const { openScoring, openSearch, readOnnxFile } = await import('assay/node');
const ort = await import('onnxruntime-node').catch(() => undefined);

const folder = join(tmpdir(), 'assay-shrink');
const budget = 1000;
const randomCount = 200;
const mostDraws = 20_000;
const python = (script, ...args) =>
  spawnSync('/usr/bin/python3', [join(root, 'scripts', script), ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

/** The file that torch exports; undefined without torch. */
function exported(name) {
  const dense = name.includes('.') ? ['--dense'] : [];
  const { stdout, stderr } = python('export-torchvision.py', '--out', folder, '--only', name, '--mode', 'preserve', ...dense);
  const line = stdout?.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) say(`${name} is not exported: ${stderr?.trim().split('\n').at(-1)}`);
  return line === undefined ? undefined : JSON.parse(line).file;
}

/** Scores by the rule of the search, of networks in the order given. */
async function judged(space, architectures, proxies) {
  const scoring = await openScoring({ space, architectures, proxies, workers: 0 });
  const { rows } = await scoring.run();
  const byName = new Map(rows.map(({ item, evaluation }) => [item.name, Object.values(evaluation.scores)[0]]));
  return architectures.map((name) => byName.get(name)?.value ?? Number.NaN);
}

/** Random networks of the space with MACs between two bounds, and how many were drawn for them. */
function randomBetween(space, low, high) {
  const rng = createRng(1, 'shrink-torchvision');
  const found = [];
  let drawn = 0;
  for (; found.length < randomCount && drawn < mostDraws; drawn++) {
    const genotype = space.sample(rng);
    const { macs } = space.cost(genotype);
    if (macs >= low && macs <= high) found.push(genotype);
  }
  return { found, drawn };
}

/** The largest difference between the outputs of both exports on a random input, over the largest number. */
async function exportsAgree(architecture, name) {
  if (ort === undefined) return 'no ONNX Runtime';
  const rng = createRng(2, 'weights');
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  const bytes = await writeOnnx(architecture, {
    weights: ({ shape }) => {
      const [, ...rest] = shape;
      const fan = Math.max(
        1,
        rest.reduce((a, b) => a * b, 1),
      );
      return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => normal() / Math.sqrt(fan));
    },
  });
  const again = await readOnnx(bytesSource(bytes));
  const { shape } = architecture.inputs[0];
  const input = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal);
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const found = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', input, [...shape]) });
  const floatsFile = (suffix, values) => {
    const path = join(folder, `${name}.${suffix}`);
    writeFileSync(path, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    return path;
  };
  const module = toPyTorch(again.architecture);
  const base = join(folder, name);
  writeFileSync(`${base}.py`, module.source);
  writeFileSync(`${base}.safetensors`, writeSafetensors(await stateDictOf(module, again.weights)));
  writeFileSync(
    `${base}.modules`,
    JSON.stringify([
      {
        name,
        module: `${base}.py`,
        weights: `${base}.safetensors`,
        inputs: [{ file: floatsFile('input', input), shape }],
        outputs: session.outputNames.map((output, i) => floatsFile(`output${i}`, found[output].data)),
      },
    ]),
  );
  const { stdout } = python('check-pytorch-module.py', `${base}.modules`);
  const answer = JSON.parse(stdout.trim().split('\n').at(-1));
  return answer.error ?? answer.difference.toExponential(1);
}

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const deviation = (list) => Math.sqrt(mean(list.map((one) => (one - mean(list)) ** 2)));
const millions = (value) => `${(value / 1e6).toPrecision(3)} M`;

export async function shrinkTorchvision(names) {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const file = exported(name);
    if (file === undefined) continue;
    const reading = await readOnnxFile(file);
    const { architecture } = reading;
    const space = shrunkSpace(architecture, { where: name });
    const original = countCost(architecture);
    const limit = Math.floor(original.macs / 2);
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const session = await openSearch({ space, where: `macs <= ${limit}`, searcher: 'evolution', budget, seed: 0, workers: 0 });
    const result = await session.run();
    const seconds = (performance.now() - start) / 1000;
    const used = process.cpuUsage(cpu);
    const [winner] = result.best(1);
    const proxies = Object.keys(winner.scores);
    const front = result.front([proxies[0], 'macs']);
    const samples = [
      ['random', randomBetween(space, 0, limit)],
      ['random with 90 % of the limit or more', randomBetween(space, 0.9 * limit, limit)],
    ];
    const [asItIs, won, ...scores] = await judged(
      space,
      [space.original, space.decode(winner.architecture), ...samples.flatMap(([, { found }]) => found)].map((genotype) =>
        space.encode(genotype),
      ),
      proxies.slice(0, 1),
    );
    console.log(
      `${name}: ${millions(original.params)} params, ${millions(original.macs)} MACs, ${proxies[0]} ${asItIs.toFixed(3)}; ${space.dials.length} dials; judged ${budget} in ${seconds.toFixed(0)} s (${((used.user + used.system) / 1e6).toFixed(0)} s of processor)`,
    );
    console.log(
      `  judgement: ${millions(winner.params)} params, ${millions(winner.macs)} MACs (${((100 * winner.macs) / original.macs).toFixed(1)} %), ${proxies[0]} ${won.toFixed(3)}; ${winner.architecture}`,
    );
    let at = 0;
    for (const [what, { found, drawn }] of samples) {
      const known = scores.slice(at, at + found.length).filter(Number.isFinite);
      at += found.length;
      const costs = found.map((genotype) => space.cost(genotype));
      const below = known.filter((score) => score < won).length;
      console.log(
        `  ${what} (${found.length} of ${drawn} drawn): ${millions(mean(costs.map(({ params }) => params)))} params, ${millions(mean(costs.map(({ macs }) => macs)))} MACs, ${proxies[0]} ${mean(known).toFixed(3)} ± ${deviation(known).toFixed(3)}, best ${Math.max(...known).toFixed(3)}; ${below} below the judgement's`,
      );
    }
    console.log(
      `  front of ${proxies[0]} and MACs: ${front.points.length} networks, ${front.points
        .map(({ values }) => `${values[0].toFixed(2)} at ${millions(values[1])}`)
        .slice(0, 8)
        .join(', ')}`,
    );
    console.log(
      `  the winner as ONNX and as PyTorch: outputs within ${await exportsAgree(space.build(space.decode(winner.architecture)), name)}`,
    );
    reading.close();
  }
  rmSync(folder, { recursive: true, force: true });
}
