/**
 * What scores say of real networks: rank correlation of every proxy, params and MACs with the ImageNet top-1 accuracy that timm
 * measured of torchvision's architectures. Networks are those that `npm run study:torchvision` left in build/torchvision (exported by
 * PyTorch, read from ONNX, weights drawn anew).
 *
 *   npm run study:imagenet-zoo -- SHARED/data/imagenet_zoo/timm_results_imagenet.csv.gz [batch] [--report]
 *
 * The match: by architecture (the table below), then among timm's rows of that architecture those trained on ImageNet-1k alone; of these
 * torchvision's first recipe where there is one, else pycls's (RegNet), else the one named in the table, and the image size nearest
 * 224. A match counts only where timm's count of params agrees to 1 %. Every network is scored at the size of its row where it can be.
 * Scores are kept in build/imagenet-zoo.jsonl and not computed again; `--report` evaluates what is there and runs nothing.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { root, say } from '../scripts/setup.mjs';
import { bootstrapInterval, countCost, inferShapes, kendallTauB, parseArchitecture, proxies, proxyLevel, spearman } from 'assay';
import { openPlan } from 'assay/node';

/** torchvision's name: timm's name of the architecture and, where neither of the first recipes exists, the recipe. */
const matches = {
  convnext_base: 'convnext_base.fb_in1k',
  convnext_large: 'convnext_large.fb_in1k',
  convnext_small: 'convnext_small.fb_in1k',
  convnext_tiny: 'convnext_tiny.fb_in1k',
  densenet121: 'densenet121',
  densenet161: 'densenet161',
  densenet169: 'densenet169',
  densenet201: 'densenet201',
  efficientnet_b0: 'tf_efficientnet_b0.in1k',
  efficientnet_b1: 'tf_efficientnet_b1.in1k',
  efficientnet_b2: 'tf_efficientnet_b2.in1k',
  efficientnet_b3: 'tf_efficientnet_b3.in1k',
  efficientnet_b4: 'tf_efficientnet_b4.in1k',
  efficientnet_b5: 'tf_efficientnet_b5.in1k',
  efficientnet_b6: 'tf_efficientnet_b6.aa_in1k',
  efficientnet_b7: 'tf_efficientnet_b7.aa_in1k',
  efficientnet_v2_s: 'tf_efficientnetv2_s.in1k',
  efficientnet_v2_m: 'tf_efficientnetv2_m.in1k',
  efficientnet_v2_l: 'tf_efficientnetv2_l.in1k',
  inception_v3: 'inception_v3',
  maxvit_t: 'maxvit_tiny_tf_224.in1k',
  mnasnet1_0: 'mnasnet_100.rmsp_in1k',
  mobilenet_v2: 'mobilenetv2_100.ra_in1k',
  mobilenet_v3_large: 'mobilenetv3_large_100.ra_in1k',
  mobilenet_v3_small: 'mobilenetv3_small_100.lamb_in1k',
  regnet_x_400mf: 'regnetx_004_tv.tv2_in1k',
  regnet_x_800mf: 'regnetx_008',
  regnet_x_1_6gf: 'regnetx_016',
  regnet_x_3_2gf: 'regnetx_032',
  regnet_x_8gf: 'regnetx_080',
  regnet_x_16gf: 'regnetx_160',
  regnet_x_32gf: 'regnetx_320',
  regnet_y_400mf: 'regnety_004',
  regnet_y_800mf: 'regnety_008_tv.tv2_in1k',
  regnet_y_1_6gf: 'regnety_016',
  regnet_y_3_2gf: 'regnety_032',
  regnet_y_8gf: 'regnety_080',
  regnet_y_16gf: 'regnety_160',
  regnet_y_32gf: 'regnety_320',
  resnet18: 'resnet18',
  resnet34: 'resnet34',
  resnet50: 'resnet50',
  resnet101: 'resnet101',
  resnet152: 'resnet152',
  resnext50_32x4d: 'resnext50_32x4d',
  resnext101_32x8d: 'resnext101_32x8d',
  resnext101_64x4d: 'resnext101_64x4d',
  wide_resnet50_2: 'wide_resnet50_2',
  wide_resnet101_2: 'wide_resnet101_2',
  swin_t: 'swin_tiny_patch4_window7_224.ms_in1k',
  swin_s: 'swin_small_patch4_window7_224.ms_in1k',
  swin_b: 'swin_base_patch4_window7_224.ms_in1k',
  swin_v2_t: 'swinv2_tiny_window8_256.ms_in1k',
  swin_v2_s: 'swinv2_small_window8_256.ms_in1k',
  swin_v2_b: 'swinv2_base_window8_256.ms_in1k',
  vgg11: 'vgg11',
  vgg11_bn: 'vgg11_bn',
  vgg13: 'vgg13',
  vgg13_bn: 'vgg13_bn',
  vgg16: 'vgg16',
  vgg16_bn: 'vgg16_bn',
  vgg19: 'vgg19',
  vgg19_bn: 'vgg19_bn',
  vit_b_16: 'vit_base_patch16_224.augreg_in1k',
  vit_b_32: 'vit_base_patch32_224.augreg_in1k',
};
const recipes = ['tv_in1k', 'pycls_in1k'];
const usualSide = 224;

const { values: given, positionals } = parseArgs({
  options: { report: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [table, batchText = '8'] = positionals;
if (table === undefined) {
  say('study:imagenet-zoo: expected the table of timm (timm_results_imagenet.csv.gz)');
  process.exit(1);
}
const batch = Number(batchText);
const rows = Papa.parse(gunzipSync(readFileSync(table)).toString(), { header: true, skipEmptyLines: true }).data;

/** The row of timm's table for one architecture of torchvision. */
function rowOf(name) {
  const [architecture, recipe] = matches[name].split('.');
  const own = rows.filter(({ model }) => model.split('.')[0] === architecture);
  const chosen = [...recipes, recipe].find((one) => own.some(({ model }) => model.split('.')[1] === one));
  const distance = ({ img_size }) => Math.abs(Number(img_size) - usualSide);
  return own.filter(({ model }) => model.split('.')[1] === chosen).toSorted((a, b) => distance(a) - distance(b))[0];
}

/** The network on square images of another side; as it is where its wiring fixes the side. */
function withSide(architecture, side) {
  const [{ id, shape }] = architecture.inputs;
  const resized = { ...architecture, inputs: [{ id, shape: [shape[0], shape[1], side, side] }] };
  try {
    inferShapes(resized, 1);
    return resized;
  } catch {
    return architecture;
  }
}

const folder = join(root, 'build', 'torchvision');
const subjects = [];
const left = [];
for (const name of Object.keys(matches)) {
  const file = join(folder, `${name}.json`);
  const row = rowOf(name);
  if (!existsSync(file) || row === undefined) {
    left.push(`${name} (${row === undefined ? 'no row in the table' : 'not in build/torchvision'})`);
    continue;
  }
  const architecture = withSide(parseArchitecture(readFileSync(file, 'utf8'), file), Number(row.img_size));
  const cost = countCost(architecture);
  const params = Number(row.param_count.replaceAll(',', '')) * 1e6;
  if (Math.abs(params - cost.params) > 0.01 * cost.params)
    left.push(`${name} (${row.param_count} M params at timm, ${(cost.params / 1e6).toFixed(2)} M here)`);
  else subjects.push({ name, row, architecture, cost, side: architecture.inputs[0].shape[2], top1: Number(row.top1) });
}
subjects.sort((a, b) => a.cost.macs - b.cost.macs);
console.log(`${subjects.length} networks matched; left out: ${left.join(', ') || 'none'}`);
for (const { name, row, side, cost } of subjects)
  console.log(
    `${name.padEnd(20)} ${row.model.padEnd(40)} top-1 ${row.top1} at ${row.img_size}, scored at ${side}, ${(cost.params / 1e6).toFixed(1)} M params, ${(cost.macs / 1e9).toFixed(2)} G MACs`,
  );

/**
 * Left out, with the reason: what would take hours at 224 x 224, on matrices as wide as the widest layer, and proxies that give the same score everywhere.
 */
const leftOut = {
  near: 'a singular value decomposition of every layer, 2048 channels wide',
  'az-expressivity': 'an eigendecomposition of every block, 2048 channels wide',
  'az-progressivity': 'reads the same decompositions',
  'linear-regions': 'each of its 1,000 samples is a region of its own in networks of this size',
};
/** Options that differ from the defaults: deep networks give the same outputs for a few grey images with both weights; SWAP's patterns and MeCo's matrices are as large as possible. */
const options = { epsilon: 'epsilon:batch=32', swap: `swap:images=${batch}`, meco: 'meco:channels=8' };
const chosen = (levels) =>
  proxies.filter(({ id }) => levels.includes(proxyLevel(id)) && leftOut[id] === undefined).map(({ id }) => options[id] ?? id);
/** Grey ramps for what depends on images smoothly, noise for what draws weights: nothing to download, and no image of another size to blow up. */
const parts = [
  { data: 'ramp', texts: chosen(['topology', 'cost', 'architecture', 'weights', 'constant']) },
  { data: 'noise', texts: chosen(['tangents']) },
  { data: 'noise', texts: chosen(['activations']) },
];
const journal = join(root, 'build', 'imagenet-zoo.jsonl');
const known = new Map();
if (existsSync(journal))
  for (const line of readFileSync(journal, 'utf8').trim().split('\n')) {
    const entry = JSON.parse(line);
    known.set(entry.key, { ...known.get(entry.key), ...entry.scores });
  }
const keyOf = (name, side, data) => `${name} ${side} ${data} ${batch}`;
if (!given.report) {
  for (const { data, texts } of parts) {
    for (const { name, architecture, side } of subjects) {
      const key = keyOf(name, side, data);
      if (texts.every((text) => known.get(key)?.[text] !== undefined)) continue;
      const plan = await openPlan({ proxies: texts, data, batch, seed: 0 }, { architectures: [architecture], workers: 0 });
      const start = performance.now();
      const scores = await plan.runners
        .choose(texts, 1)
        .run([{ candidate: architecture }])
        .then(
          ([evaluation]) => evaluation.scores,
          (error) => void say(`${name}: FAILED: ${error.message}`),
        );
      await plan.close();
      if (scores === undefined) continue;
      known.set(key, { ...known.get(key), ...scores });
      appendFileSync(journal, `${JSON.stringify({ key, scores })}\n`);
      say(`${name} ${texts.join()}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  }
}

const populations = [
  ['all', subjects],
  ['tv_in1k: one recipe of torchvision', subjects.filter(({ row }) => row.model.endsWith('.tv_in1k'))],
  ['pycls_in1k: RegNets of one recipe', subjects.filter(({ row }) => row.model.endsWith('.pycls_in1k'))],
];
const shown = (value) => (value === null ? '-' : value.toFixed(3).replace(/^(-?)0\./, '$1.'));
console.log(`batch ${batch}, seed 0; evidence of weights: noise images, PyTorch's initialisation; the rest: grey ramps`);
console.log(
  `\n| proxy | ${populations.map(([title, own]) => `${title} (${own.length}): Spearman / tau-b, n, 95 %`).join(' | ')} |\n|---|${populations.map(() => '---').join('|')}|`,
);
const reasons = new Map();
for (const { data, texts } of parts) {
  for (const id of texts) {
    const { direction } = proxies.find((proxy) => proxy.id === id.split(':')[0]);
    const cells = populations.map(([, own]) => {
      const scored = own.flatMap(({ name, side, top1 }) => {
        const score = known.get(keyOf(name, side, data))?.[id];
        if (score !== undefined && !score.ok)
          reasons.set(`${id}: ${score.reason}`, [...new Set([...(reasons.get(`${id}: ${score.reason}`) ?? []), name])]);
        return score?.ok ? [{ value: direction === 'higher' ? score.value : -score.value, top1 }] : [];
      });
      const values = scored.map(({ value }) => value);
      const accuracies = scored.map(({ top1 }) => top1);
      const interval = bootstrapInterval(
        scored.length,
        (picked) =>
          spearman(
            Array.from(picked, (i) => values[i]),
            Array.from(picked, (i) => accuracies[i]),
          ),
        { seed: 0, purpose: id },
      );
      return `${shown(spearman(values, accuracies))} / ${shown(kendallTauB(values, accuracies))}, ${scored.length}${interval === null ? '' : `, ${shown(interval.low)} to ${shown(interval.high)}`}`;
    });
    console.log(`| ${id} | ${cells.join(' | ')} |`);
  }
}
for (const [id, reason] of Object.entries(leftOut)) console.log(`left out: ${id} (${reason})`);
for (const [reason, names] of reasons)
  console.log(`undefined: ${reason} (${names.length}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' ...' : ''})`);
