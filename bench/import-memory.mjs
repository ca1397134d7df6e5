/**
 * Memory and time of importing files as large as the official ones, written here with invented numbers in their layouts:
 * NAS-Bench-201's `.pth` (older form of torch.save, every container and text memoized as Python's pickler does), NAS-Bench-101's `.tfrecord`
 * and a JSON of NAS-Bench-Suite-Zero. Each import runs in a process of its own, whose peak memory is printed; its table is written as `assay import` does.
 * Run after a build: node bench/import-memory.mjs [--cells 15625] [--seeds 2] [--nb101 423624] [--only nb201|nb101|json] [--folder DIR] [--keep]
 * With --keep files stay in DIR and those that are there already are read as they are.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openSpace } from 'assay';
import { importFile, writeTable } from 'assay/node';
import { maskedCrc32c } from '../dist/benchmarks/import/tfrecord/crc32c.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '15625' },
    seeds: { type: 'string', default: '2' },
    nb101: { type: 'string', default: '423624' },
    only: { type: 'string' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    child: { type: 'string' },
    space: { type: 'string' },
  },
});

if (values.child !== undefined) {
  const started = performance.now();
  const { tables } = await importFile(values.child, values.space === undefined ? {} : { space: openSpace(values.space) });
  const read = (performance.now() - started) / 1000;
  const [{ collected, imported }] = tables;
  const out = `${values.child}.parquet`;
  const parquet = writeTable(out, imported.table, imported.manifest);
  rmSync(out);
  console.log(
    JSON.stringify({
      rows: collected.architectures.length,
      columns: imported.table.names.length,
      unmatched: collected.unmatched,
      read,
      whole: (performance.now() - started) / 1000,
      parquet,
      peak: process.resourceUsage().maxRSS * 1024,
    }),
  );
  process.exit();
}

/** Writes through a buffer of 4 MiB. */
function createWriter(path) {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(1 << 22);
  let used = 0;
  const flush = () => {
    writeSync(file, buffer, 0, used);
    used = 0;
  };
  const room = (count) => {
    if (used + count > buffer.length) flush();
  };
  return {
    byte(value) {
      room(1);
      buffer[used++] = value;
    },
    uint32(value) {
      room(4);
      used = buffer.writeUInt32LE(value, used);
    },
    double(value) {
      room(8);
      used = buffer.writeDoubleBE(value, used);
    },
    text(text) {
      room(text.length);
      used += buffer.write(text, used, 'latin1');
    },
    bytes(bytes) {
      if (bytes.length > buffer.length) throw new Error('too long');
      room(bytes.length);
      buffer.set(bytes, used);
      used += bytes.length;
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

/** Pickles protocol 2 like Python: every container and every new text gets a number; keys written in the source are referred to. */
function createPickler(out) {
  let numbers = 0;
  const known = new Map();
  const put = () => {
    if (numbers < 256) {
      out.byte(0x71);
      out.byte(numbers);
    } else {
      out.byte(0x72);
      out.uint32(numbers);
    }
    return numbers++;
  };
  const text = (value) => {
    out.byte(0x58);
    out.uint32(value.length);
    out.text(value);
    return put();
  };
  const pickler = {
    key(value) {
      const number = known.get(value);
      if (number === undefined) known.set(value, text(value));
      else pickler.again(number);
    },
    text,
    again(number) {
      out.byte(0x6a);
      out.uint32(number);
    },
    integer(value) {
      if (value < 256) {
        out.byte(0x4b);
        out.byte(value);
      } else {
        out.byte(0x4d);
        out.byte(value & 255);
        out.byte(value >> 8);
      }
    },
    double(value) {
      out.byte(0x47);
      out.double(value);
    },
    /** A dictionary whose `fill` writes its pairs, in batches of 1,000 as Python does. */
    map(count, fill) {
      out.byte(0x7d);
      put();
      for (let start = 0; start < count; start += 1000) {
        out.byte(0x28);
        for (let i = start; i < Math.min(count, start + 1000); i++) fill(i);
        out.byte(0x75);
      }
    },
    pair(a, b) {
      a();
      b();
      out.byte(0x86);
      put();
    },
  };
  return pickler;
}

function writeNb201(path, cells, seeds) {
  const out = createWriter(path);
  const names = ['cifar10-valid', 'cifar10', 'cifar100', 'ImageNet16-120'];
  // The older form: magic number, version, facts of the system, object.
  out.bytes(Buffer.from('80028a0a6cfc9c46f920 6aa850192e'.replaceAll(' ', ''), 'hex'));
  out.bytes(Buffer.from('80024de9032e80027d2e', 'hex'));
  out.bytes(Uint8Array.of(0x80, 2));
  const p = createPickler(out);
  const archs = [...openSpace('nas-bench-201').enumerate()].map((cell) => openSpace('nas-bench-201').encode(cell));
  const curve = (epochs) =>
    p.map(epochs, (epoch) => {
      p.integer(epoch);
      p.double(Math.sin(epoch));
    });
  /** Numbers of the keys of the evaluations before, where those that follow have the same objects as keys. */
  let shared;
  const evaluations = (epochs, sets) =>
    p.map(epochs * sets.length, (i) => {
      if (shared?.[i] !== undefined) p.again(shared[i]);
      else {
        const number = p.text(`${sets[i % sets.length]}@${Math.floor(i / sets.length)}`);
        if (shared !== undefined) shared[i] = number;
      }
      p.double(50 + Math.cos(i));
    });
  const result = (name, epochs) => {
    const sets =
      name === 'cifar10' ? ['ori-test'] : name === 'cifar10-valid' ? ['x-valid', 'ori-test'] : ['x-valid', 'x-test', 'ori-test'];
    const fields = [
      ['name', () => p.key(name)],
      ['epochs', () => p.integer(epochs)],
      ...['train_acc1es', 'train_acc5es', 'train_losses', 'train_times'].map((key) => [key, () => curve(epochs)]),
      ...['eval_acc1es', 'eval_acc5es', 'eval_losses', 'eval_times'].map((key) => [key, () => evaluations(epochs, sets)]),
      ['flop', () => p.double(15.6)],
      ['params', () => p.double(0.13)],
      ['seed', () => p.integer(111)],
    ];
    // NATS-Bench's files of the size space share keys, those of the topology space do not: some of both.
    shared = name === 'cifar10' ? undefined : [];
    p.map(fields.length, (i) => {
      p.key(fields[i][0]);
      fields[i][1]();
    });
  };
  const state = (index, epochs, count) => {
    const fields = [
      ['arch_index', () => p.integer(index)],
      ['arch_str', () => p.key(archs[index])],
      [
        'all_results',
        () =>
          p.map(names.length * count, (i) => {
            p.pair(
              () => p.key(names[i % 4]),
              () => p.integer(777 + Math.floor(i / 4)),
            );
            result(names[i % 4], epochs);
          }),
      ],
    ];
    p.map(fields.length, (i) => {
      p.key(fields[i][0]);
      fields[i][1]();
    });
  };
  p.map(2, (part) => {
    p.key(part === 0 ? 'total_archs' : 'arch2infos');
    if (part === 0) p.integer(cells);
    else {
      p.map(cells, (index) => {
        p.integer(index);
        p.map(2, (i) => {
          p.key(i === 0 ? 'less' : 'full');
          state(index, i === 0 ? 12 : 200, i === 0 ? 1 : seeds);
        });
      });
    }
  });
  out.byte(0x2e);
  out.close();
}

/** Every cell three times at four numbers of epochs, as in nasbench_full. */
function writeNb101(path, cells) {
  const out = createWriter(path);
  const space = openSpace('nas-bench-101');
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 32 + 0.5;
  // Accuracies are counts of 9,984 pictures in single precision, times any number: every training has its own, or columns would pack to nothing.
  const accuracy = () => Math.fround(Math.floor(8000 + 1900 * random()) / 9984);
  const length = 45 + 2 + 80;
  const message = Buffer.alloc(3 * (2 + length) + 5);
  for (let e = 0; e < 3; e++) {
    const start = e * (2 + length);
    message.set([10, length], start);
    for (let i = 0; i < 5; i++) message[start + 2 + 9 * i] = ((i + 1) << 3) | 1;
    message.set([(6 << 3) | 2, 80], start + 2 + 45);
  }
  const metrics = (epochs, params) => {
    for (let e = 0; e < 3; e++) {
      const start = e * (2 + length) + 3;
      [(epochs * e) / 2, 1000 * e * (1 + random()), accuracy(), accuracy(), accuracy()].forEach((value, i) =>
        message.writeDoubleLE(value, start + 9 * i),
      );
    }
    const end = message.length - 5;
    message.set([16, (params & 127) | 128, ((params >> 7) & 127) | 128, ((params >> 14) & 127) | 128, params >> 21], end);
    return message.toString('base64');
  };
  let written = 0;
  for (const cell of space.enumerate()) {
    if (written++ === cells) break;
    const [matrix, ops] = space.encode(cell).split(':');
    const hash = space.canonical(cell);
    const params = 227_274 + Math.floor(49e6 * random());
    for (const epochs of [4, 12, 36, 108]) {
      for (let run = 0; run < 3; run++) {
        const record = Buffer.from(JSON.stringify([hash, epochs, matrix, ops, metrics(epochs, params)]));
        const head = Buffer.alloc(8);
        head.writeUInt32LE(record.length);
        out.bytes(head);
        out.uint32(maskedCrc32c(head));
        out.bytes(record);
        out.uint32(maskedCrc32c(record));
      }
    }
  }
  out.close();
}

function writeJson(path) {
  const out = createWriter(path);
  const proxies = Array.from({ length: 13 }, (_, i) => `proxy_${i}`);
  out.text('{');
  ['cifar10', 'cifar100', 'ImageNet16-120'].forEach((set, s) => {
    out.text(`${s === 0 ? '' : ', '}"${set}": {`);
    for (let i = 0; i < 15_625; i++) {
      const tuple = Array.from({ length: 6 }, (_, e) => Math.floor(i / 5 ** e) % 5).join(', ');
      const scores = proxies.map((name, k) => `"${name}": {"score": ${Math.sin(i + k)}, "time": 0.0123456789}`).join(', ');
      out.text(`${i === 0 ? '' : ', '}"(${tuple})": {"id": "${i}", ${scores}, "val_accuracy": 90.5}`);
    }
    out.text('}');
  });
  out.text('}');
  out.close();
}

const folder = values.keep ? (values.folder ?? tmpdir()) : mkdtempSync(join(values.folder ?? tmpdir(), 'assay-import-'));
const jobs = [
  [
    'nb201',
    `NAS-Bench-201-${values.cells}-${values.seeds}.pth`,
    (path) => writeNb201(path, Number(values.cells), Number(values.seeds)),
  ],
  ['nb101', `nasbench_${values.nb101}.tfrecord`, (path) => writeNb101(path, Number(values.nb101))],
  ['json', 'zc_nasbench201.json', writeJson],
];
try {
  console.log(
    'file                       bytes      rows  columns  unmatched  read s  with Parquet s  Parquet bytes  peak memory MB',
  );
  for (const [id, name, write] of jobs) {
    if (values.only !== undefined && values.only !== id) continue;
    const path = join(folder, name);
    if (!existsSync(path)) write(path);
    const { size } = statSync(path);
    const r = JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--child', path], { encoding: 'utf8', maxBuffer: 1 << 24 }),
    );
    console.log(
      [
        name.padEnd(24),
        String(size).padStart(11),
        String(r.rows).padStart(8),
        String(r.columns).padStart(7),
        String(r.unmatched).padStart(9),
        r.read.toFixed(1).padStart(7),
        r.whole.toFixed(1).padStart(12),
        String(r.parquet).padStart(14),
        (r.peak / 1e6).toFixed(0).padStart(12),
      ].join('  '),
    );
    if (!values.keep) rmSync(path);
  }
} finally {
  if (!values.keep) rmSync(folder, { recursive: true });
}
