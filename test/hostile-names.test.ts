/** Names out of foreign files: nothing of them is obeyed by a terminal, and every exported file stays a file of its language. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import { toDot } from '../src/arch/dot.js';
import { printArchitecture } from '../src/arch/json.js';
import type { Architecture } from '../src/arch/types.js';
import { drawArchitectureSvg } from '../src/drawing/architecture-svg.js';
import { toPyTorch } from '../src/pytorch/to-pytorch.js';
import { sharedAssay } from './shared-assay.js';

const hostile = [
  '\u001b[2J\u001b[H',
  'nul\u0000nul',
  '\u009b31m',
  '"quoted" \\ back',
  `'''"""`,
  'line\nbreak\r\u2028',
  '<script>&amp;]]>',
  '\u202egnp.exe',
  '{}; rm [label="x"]',
  '__proto__',
];

function network(name: string): Architecture {
  const b = createArchBuilder();
  const x = b.input(`in${name}`, [1, 1, 4, 4]);
  const y = b.add('relu', [b.add('conv', [x], squareConv(2, 3))], {});
  const built = b.finish([y]);
  const rename = (id: string): string => (built.inputs.some((input) => input.id === id) ? id : `${id}${name}`);
  return {
    ...built,
    name,
    nodes: built.nodes.map((node) => ({ ...node, id: rename(node.id), inputs: node.inputs.map(rename), group: `g${name}` })),
    outputs: built.outputs.map(rename),
    groups: [{ id: `g${name}`, kind: `kind${name}`, stage: 0 }],
  };
}

const has = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const python = has('python3', ['--version']);
const graphviz = has('dot', ['-V']);
/** What a parser of Python says of each text, all in one process: `ok`, or its error. */
function parsedByPython(module: string, parse: string, texts: readonly string[]): unknown {
  const program = `import json, sys, ${module}
def said(text):
    try:
        ${parse}
        return "ok"
    except Exception as error:
        return repr(error)
print(json.dumps([said(text) for text in json.load(sys.stdin.buffer)]))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

// Control characters other than tabs and line ends, and marks that turn the direction of text.
const control = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe('exports of networks with hostile names', () => {
  it.skipIf(!python)("are Python to Python's own parser", () => {
    const sources = hostile.map((name) => toPyTorch(network(name), { weightsFile: `${name}.safetensors` }).source);
    expect(parsedByPython('ast', 'ast.parse(text)', sources)).toEqual(hostile.map(() => 'ok'));
  });

  it.skipIf(!python)('are XML to an XML parser', () => {
    const drawings = hostile.map((name) => drawArchitectureSvg(network(name)));
    expect(parsedByPython('xml.dom.minidom', 'xml.dom.minidom.parseString(text.encode())', drawings)).toEqual(
      hostile.map(() => 'ok'),
    );
  });

  it.skipIf(!graphviz)('are DOT to Graphviz', () => {
    const graphs = hostile.flatMap((name) => [false, true].map((folded) => toDot(network(name), { folded })));
    const { status, stdout, stderr } = spawnSync('dot', ['-Tcanon'], { input: graphs.join('\n'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.match(/^digraph /gm)).toHaveLength(graphs.length);
  });

  it('hold no control character in DOT', () => {
    for (const name of hostile) expect(toDot(network(name))).not.toMatch(control);
  });
});

describe('the command line on networks with hostile names', () => {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'assay-test-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('prints no control character, with any verb', () => {
    const file = join(folder, 'network.json');
    writeFileSync(file, printArchitecture(network(hostile.slice(0, 4).join(''))));
    for (const args of [
      ['show', file, '--nodes'],
      ['show', file, '--json'],
      ['score', file, '--proxy', 'params'],
    ]) {
      const { code, out, err } = sharedAssay(args);
      expect([args[0], code]).toEqual([args[0], 0]);
      expect(out).not.toMatch(control);
      expect(err).not.toMatch(control);
    }
    const lines = sharedAssay(['show', file, '--json']).out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object).length).toBeGreaterThan(1);
  });
});
