/**
 * Forward scores of a ResNet-50 and a ViT-B/16 beside one forward pass of the same network and batch in PyTorch, one thread each, turn by
 * turn: processor seconds and peak memory of complete processes. Models are torchvision's, exported by scripts/export-torchvision.py.
 * PyTorch's figure is the pass alone, after one that warms up; Assay's is `assay score FILE.onnx`, with start, reading and drawing of weights.
 * Two bounds beside it: PyTorch's pass of twice the batch, because ePADS and statistics that it shares need images and their noisy copies, and
 * the plain run of the same network and twice the batch in ONNX Runtime (weights in the file, norms merged into convolutions), without its
 * session.
 * Scores with random weights and a batch's statistics, in two sets: those of the shared pass (ePADS, NASWOT, SWAP, Zen, MeCo), of images and
 * their noisy copies, which is two passes of the batch; and one pass, NASWOT of the images alone.
 * Run: npm run bench -- versus-pytorch/large-models [batch: 16] [rounds: 2] [MODEL ...]      (PYTHON=path; LD_LIBRARY_PATH with OpenBLAS)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [batch = '16', rounds = '2', ...only] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const python = process.env.PYTHON ?? '/usr/bin/python3';
if (spawnSync(python, ['-c', 'import torchvision']).status !== 0) {
  console.log(`versus-pytorch: skipped, because ${python} has no torchvision (Debian: apt install python3-torchvision)`);
  process.exit(0);
}
const models = [
  { name: 'resnet50', proxies: ['epads', 'naswot', 'swap', 'zen', 'meco'], onePass: 'naswot:pass=own' },
  // No ReLUs, and MeCo reads no sequences of tokens.
  {
    name: 'vit_b_16',
    proxies: ['epads:activations=smooth', 'naswot:activations=smooth', 'zen'],
    onePass: 'naswot:activations=smooth:pass=own',
  },
].filter(({ name }) => only.length === 0 || only.includes(name));
const folder = join(root, 'build', 'large-models');
mkdirSync(folder, { recursive: true });

const forward = `
import resource, sys, time, torch, torchvision
torch.set_num_threads(1)
model = getattr(torchvision.models, sys.argv[1])().train()
images = torch.randn(int(sys.argv[2]), 3, 224, 224)
with torch.no_grad():
    model(images)
    before = time.process_time()
    model(images)
    print(time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, torch.__version__)
`;
/** ONNX Runtime alone: a session of a file, and its second run. */
const plain = `
const { InferenceSession, Tensor } = await import('onnxruntime-node');
const [file, batch] = process.argv.slice(1);
const seconds = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false });
const values = Float32Array.from({ length: batch * 3 * 224 * 224 }, (_, i) => Math.sin(i));
const feeds = { [session.inputNames[0]]: new Tensor('float32', values, [Number(batch), 3, 224, 224]) };
await session.run(feeds);
const before = seconds();
await session.run(feeds);
console.log(seconds() - before, process.resourceUsage().maxRSS / 1024);
`;
/** Runs what prints its processor seconds and peak megabytes last. */
function run(command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: root, env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n').at(-1).split(' ');
}
const atEnd = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); console.log((user + system) / 1e6, process.resourceUsage().maxRSS / 1024); });',
)}`;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const { name, proxies, onePass } of models) {
  const file = join(folder, `${name}.preserve.onnx`);
  if (!existsSync(file)) run(python, ['scripts/export-torchvision.py', '--out', folder, '--only', name, '--mode', 'preserve']);
  const exported = join(folder, `${name}.plain.onnx`);
  if (!existsSync(exported)) {
    const drawn = ['export', file, '--to', 'onnx', '--weights', 'kaiming-uniform', '--out', exported];
    spawnSync(process.execPath, ['bin/assay.cjs', ...drawn], { cwd: root, stdio: 'inherit' });
  }
  const score = (some) => [
    '--import',
    atEnd,
    'bin/assay.cjs',
    'score',
    file,
    ...Object.entries({ batch, data: 'noise', workers: '0', proxy: some.join(',') }).flatMap(([option, value]) => [
      `--${option}`,
      value,
    ]),
    '--json',
  ];
  const cases = { [`two passes: ${proxies.join(' ')}`]: proxies, [`one pass: ${onePass}`]: [onePass] };
  const torch = [];
  const bounds = { [`PyTorch's pass of ${2 * batch}`]: [], [`ONNX Runtime's run of ${2 * batch}`]: [] };
  const [twice, alone] = Object.values(bounds);
  const ours = Object.fromEntries(Object.keys(cases).map((key) => [key, []]));
  for (let round = 0; round < Number(rounds); round++) {
    torch.push(run(python, ['-c', forward, name, batch]));
    twice.push(run(python, ['-c', forward, name, 2 * batch]));
    alone.push(run(process.execPath, ['--input-type=module', '-e', plain, exported, 2 * batch]));
    for (const [key, some] of Object.entries(cases)) ours[key].push(run(process.execPath, score(some)));
  }
  const [pass, peak] = [0, 1].map((i) => median(torch.map((figures) => Number(figures[i]))));
  console.log(
    `${name}, batch ${batch}, one thread: PyTorch ${torch[0][2]}, one pass ${pass.toFixed(2)} s, ${peak.toFixed(0)} MB`,
  );
  for (const [key, runs] of Object.entries({ ...bounds, ...ours })) {
    const [seconds, megabytes] = [0, 1].map((i) => median(runs.map((figures) => Number(figures[i]))));
    console.log(
      `  ${key}: ${seconds.toFixed(2)} s (${(seconds / pass).toFixed(2)} passes), ${megabytes.toFixed(0)} MB (${(megabytes / peak).toFixed(2)} times)`,
    );
  }
}
