/**
 * Seconds and memory to read ONNX models from disk and to make their table (blocks with shapes, params, MACs), each in a process of its own.
 * Without arguments a model of about 100 MB is written first, a ResNet-like stack of convolutions with norms.
 *   npm run bench -- onnx-import [FILE.onnx | FOLDER ...]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In a process of its own: reads one model, and prints what that took. */
async function read(path) {
  const [{ readOnnxFile }, { describeNodes }] = await Promise.all([import('assay/node'), import('assay')]);
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const model = await readOnnxFile(path);
  const imported = performance.now();
  const rows = describeNodes(model.architecture, { folded: true });
  const tabled = performance.now();
  model.close();
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(
    JSON.stringify({
      nodes: model.architecture.nodes.length,
      parts: rows.length,
      import: (imported - start) / 1000,
      table: (tabled - imported) / 1000,
      before: before / 2 ** 20,
      peak: maxRSS / 1024,
    }),
  );
}

/** Writes a model whose weights fill about 100 MB. */
async function writeLarge(path) {
  const { createArchBuilder, squareConv, writeOnnx } = await import('assay');
  const b = createArchBuilder();
  const norm = (x) => b.add('relu', [b.add('batchNorm', [x], { eps: 1e-5, affine: true })], {});
  let x = norm(b.add('conv', [b.input('image', [1, 3, 224, 224])], squareConv(512, 7, { stride: 16 })));
  for (let block = 0; block < 5; block++) {
    b.group({ id: `block${block}`, kind: 'block', stage: 0 });
    const inner = norm(b.add('conv', [x], squareConv(512, 3)));
    x = b.add(
      'relu',
      [b.add('add', [b.add('batchNorm', [b.add('conv', [inner], squareConv(512, 3))], { eps: 1e-5, affine: true }), x], {})],
      {},
    );
  }
  b.group({ id: 'head', kind: 'head', stage: 1 });
  x = b.add('linear', [b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 })], { outFeatures: 1000, bias: true });
  writeFileSync(path, await writeOnnx(b.finish([x]), { weights: () => 0.01 }));
}

if (process.argv[2] === '--one') await read(process.argv[3]);
else if (process.argv[2] === '--write') await writeLarge(process.argv[3]);
else {
  const given = process.argv.slice(2);
  const scratch = given.length === 0 ? mkdtempSync(join(tmpdir(), 'assay-import-')) : undefined;
  if (scratch !== undefined) {
    // Elsewhere, so that its memory is not taken for the reader's.
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--write', join(scratch, 'large.onnx')], { stdio: 'inherit' });
    given.push(scratch);
  }
  const files = given.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith('.onnx'))
          .toSorted()
          .map((name) => join(path, name))
      : [path],
  );
  let seconds = 0;
  for (const file of files) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--one', file], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      console.log(`${file}  ${stderr.trim().split('\n').at(-1)}`);
      continue;
    }
    const found = JSON.parse(stdout);
    seconds += found.import + found.table;
    console.log(
      `${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB  ${found.nodes} nodes in ${found.parts} parts  import ${found.import.toFixed(3)} s  table ${found.table.toFixed(3)} s  peak ${found.peak.toFixed(0)} MB (${found.before.toFixed(0)} MB before)`,
    );
  }
  console.log(`${files.length} models in ${seconds.toFixed(2)} s`);
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
}
