/**
 * Memory and time of importing files as large as the official ones, written here with invented numbers in their layouts:
 * NAS-Bench-201's `.pth` (older form of torch.save, every container and text memoized as Python's pickler does), NAS-Bench-101's `.tfrecord`
 * and a JSON of NAS-Bench-Suite-Zero. Each import runs in a process of its own, whose peak memory is printed.
 * Run after a build: node bench/import-memory.mjs [--cells 15625] [--seeds 2] [--nb101 423624] [--only nb201|nb101|json] [--folder DIR]
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { maskedCrc32c } from '../dist/benchmarks/import/tfrecord/crc32c.js';
import { writeParquetTable } from '../dist/benchmarks/parquet-table.js';
import { importFile } from '../dist/platform/node/import-file.js';
import { openSpace } from '../dist/spaces/index.js';

const { values } = parseArgs({
  options: { cells: { type: 'string', default: '15625' }, seeds: { type: 'string', default: '2' }, nb101: { type: 'string', default: '423624' }, only: { type: 'string' }, folder: { type: 'string' }, child: { type: 'string' }, space: { type: 'string' } },
});

if (values.child !== undefined) {
  const started = performance.now();
  const { tables } = await importFile(values.child, values.space === undefined ? {} : { space: openSpace(values.space) });
  const read = (performance.now() - started) / 1000;
  const [{ collected, imported }] = tables;
  const parquet = writeParquetTable(imported.table, imported.manifest);
  console.log(JSON.stringify({ rows: collected.architectures.length, columns: imported.table.names.length, unmatched: collected.unmatched, read, whole: (performance.now() - started) / 1000, parquet: parquet.length, peak: process.resourceUsage().maxRSS * 1024 }));
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
      else {
        out.byte(0x6a);
        out.uint32(number);
      }
    },
    text,
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
  const curve = (epochs) => p.map(epochs, (epoch) => {
    p.integer(epoch);
    p.double(Math.sin(epoch));
  });
  const evaluations = (epochs, sets) => p.map(epochs * sets.length, (i) => {
    p.text(`${sets[i % sets.length]}@${Math.floor(i / sets.length)}`);
    p.double(50 + Math.cos(i));
  });
  const result = (name, epochs) => {
    const sets = name === 'cifar10' ? ['ori-test'] : name === 'cifar10-valid' ? ['x-valid', 'ori-test'] : ['x-valid', 'x-test', 'ori-test'];
    const fields = [
      ['name', () => p.key(name)], ['epochs', () => p.integer(epochs)],
      ...['train_acc1es', 'train_acc5es', 'train_losses', 'train_times'].map((key) => [key, () => curve(epochs)]),
      ...['eval_acc1es', 'eval_acc5es', 'eval_losses', 'eval_times'].map((key) => [key, () => evaluations(epochs, sets)]),
      ['flop', () => p.double(15.6)], ['params', () => p.double(0.13)], ['seed', () => p.integer(111)],
    ];
    p.map(fields.length, (i) => {
      p.key(fields[i][0]);
      fields[i][1]();
    });
  };
  const state = (index, epochs, count) => {
    const fields = [['arch_index', () => p.integer(index)], ['arch_str', () => p.key(archs[index])], ['all_results', () => p.map(names.length * count, (i) => {
      p.pair(() => p.key(names[i % 4]), () => p.integer(777 + Math.floor(i / 4)));
      result(names[i % 4], epochs);
    })]];
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
  const metrics = (epochs) => {
    const evaluations = [0, epochs / 2, epochs].map((epoch) => {
      const bytes = Buffer.alloc(45 + 2 + 80);
      [epoch, 1000, 0.9, 0.91, 0.92].forEach((value, i) => {
        bytes[9 * i] = ((i + 1) << 3) | 1;
        bytes.writeDoubleLE(value, 9 * i + 1);
      });
      bytes[45] = (6 << 3) | 2;
      bytes[46] = 80;
      return Buffer.concat([Uint8Array.of(10, bytes.length), bytes]);
    });
    return Buffer.concat([...evaluations, Uint8Array.of(16, 0x80, 0x80, 0x40)]).toString('base64');
  };
  const blobs = new Map([4, 12, 36, 108].map((epochs) => [epochs, metrics(epochs)]));
  let written = 0;
  for (const cell of space.enumerate()) {
    if (written++ === cells) break;
    const [matrix, ops] = space.encode(cell).split(':');
    const hash = space.canonical(cell);
    for (const [epochs, blob] of blobs) {
      const record = Buffer.from(JSON.stringify([hash, epochs, matrix, ops, blob]));
      const head = Buffer.alloc(8);
      head.writeUInt32LE(record.length);
      for (let run = 0; run < 3; run++) {
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

const folder = mkdtempSync(join(values.folder ?? tmpdir(), 'assay-import-'));
const jobs = [
  ['nb201', 'NAS-Bench-201-large.pth', (path) => writeNb201(path, Number(values.cells), Number(values.seeds))],
  ['nb101', 'nasbench_large.tfrecord', (path) => writeNb101(path, Number(values.nb101))],
  ['json', 'zc_nasbench201.json', writeJson],
];
try {
  console.log('file                       bytes      rows  columns  unmatched  read s  with Parquet s  Parquet bytes  peak memory MB');
  for (const [id, name, write] of jobs) {
    if (values.only !== undefined && values.only !== id) continue;
    const path = join(folder, name);
    write(path);
    const { size } = statSync(path);
    const r = JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--child', path], { encoding: 'utf8', maxBuffer: 1 << 24 }));
    console.log([name.padEnd(24), String(size).padStart(11), String(r.rows).padStart(8), String(r.columns).padStart(7), String(r.unmatched).padStart(9), r.read.toFixed(1).padStart(7), r.whole.toFixed(1).padStart(12), String(r.parquet).padStart(14), (r.peak / 1e6).toFixed(0).padStart(12)].join('  '));
    rmSync(path);
  }
} finally {
  rmSync(folder, { recursive: true });
}
