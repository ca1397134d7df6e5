import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../test/random-architecture.js';
import { resNet18, vitB16 } from '../../test/reference-networks.js';
import { AssayError } from '../core/errors.js';
import { createArchBuilder, squareConv } from './build.js';
import type { ArchNode, Architecture } from './types.js';
import { checkArchitecture, validateArchitecture } from './validate.js';

type Json = { [key: string]: unknown };

/** A small valid architecture as mutable JSON. */
function tiny(): Json & { nodes: Json[]; inputs: Json[]; groups: Json[]; outputs: string[] } {
  const b = createArchBuilder();
  const x = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'c3', kind: 'cell', stage: 0 });
  const a = b.add('conv', [x], squareConv(4, 3), 'c3.e12');
  const r = b.add('relu', [a], {}, 'c3.relu');
  return JSON.parse(JSON.stringify(b.finish([r], 'tiny')));
}

/** The message for `tiny` after a change. */
function complaint(change: (value: ReturnType<typeof tiny>) => void): string {
  const value = tiny();
  change(value);
  return messageOf(() => validateArchitecture(value, 'net.json'));
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(AssayError);
    expect((error as AssayError).kind).toBe('data');
    expect((error as AssayError).message).not.toMatch(/\n/);
    return (error as AssayError).message;
  }
  return 'no complaint';
}

const attrsOf = (node: Json): Json => node['attrs'] as Json;

describe('validateArchitecture', () => {
  it('returns a copy of the given value', () => {
    const value = tiny();
    const read = validateArchitecture(value, 'net.json');
    expect(read).toEqual(value);
    expect(read.nodes[0]).not.toBe(value.nodes[0]);
  });

  it('accepts published networks', () => {
    for (const network of [resNet18(64), vitB16({ depth: 2 })])
      expect(validateArchitecture(JSON.parse(JSON.stringify(network)), 'net')).toEqual(network);
  });

  it('refuses other files', () => {
    expect(messageOf(() => validateArchitecture(3, 'net.json'))).toBe('net.json: expected an architecture, got 3');
    expect(messageOf(() => validateArchitecture(null, 'net.json'))).toBe('net.json: expected an architecture, got null');
    expect(messageOf(() => validateArchitecture([], 'net.json'))).toBe(
      'net.json: expected format "assay-architecture", got nothing (as assay export writes it)',
    );
    expect(complaint((v) => (v['format'] = 'onnx'))).toBe(
      'net.json: expected format "assay-architecture", got "onnx" (as assay export writes it)',
    );
    expect(complaint((v) => (v['version'] = 2))).toBe('net.json: expected version 1, got 2 (written by a newer Assay)');
    expect(complaint((v) => (v['version'] = '1'))).toBe('net.json: expected version 1, got "1"');
  });

  it('names the field of the outer form that is wrong', () => {
    expect(complaint((v) => delete v['outputs' as never])).toBe('net.json: expected "outputs", got nothing');
    expect(complaint((v) => (v.outputs = []))).toBe('net.json: expected outputs to be at least 1 long, got []');
    expect(complaint((v) => (v['weights'] = []))).toBe('net.json: expected no "weights"');
    expect(complaint((v) => (v.nodes[1]['inputs'] = 'c3.e12'))).toBe(
      'net.json: expected nodes[1].inputs to be a list, got "c3.e12"',
    );
    expect(complaint((v) => (v.inputs[0]['shape'] = [1, 0]))).toBe(
      'net.json: expected inputs[0].shape[1] to be at least 1, got 0',
    );
    expect(complaint((v) => (v.inputs[0]['shape'] = Array(17).fill(1)))).toBe(
      'net.json: expected inputs[0].shape to be at most 16 long, got a list of 17',
    );
    expect(complaint((v) => (v.groups[0]['stage'] = -1))).toBe('net.json: expected groups[0].stage to be at least 0, got -1');
    expect(complaint((v) => (v.nodes[0]['id'] = ''))).toBe('net.json: expected nodes[0].id to be not empty, got ""');
    expect(complaint((v) => (v.nodes = Array(100_001).fill(v.nodes[0])))).toBe(
      'net.json: expected nodes to be at most 100000 long, got a list of 100001',
    );
  });

  it('names the node and suggests the operator that was meant', () => {
    expect(complaint((v) => (v.nodes[0]['op'] = 'cnov'))).toBe(
      'net.json: node "c3.e12": expected a known op, got "cnov" (did you mean "conv"?)',
    );
    expect(complaint((v) => (v.nodes[0]['op'] = 'toString'))).toMatch(
      /^net.json: node "c3.e12": expected a known op, got "toString"/,
    );
    expect(complaint((v) => (v.nodes[0]['op'] = '__proto__'))).toMatch(/expected a known op, got "__proto__"/);
  });

  it('names node, operator and attribute', () => {
    const where = 'net.json: node "c3.e12" (conv): ';
    expect(complaint((v) => (attrsOf(v.nodes[0])['kernel'] = [0, 3]))).toBe(`${where}expected kernel[0] to be at least 1, got 0`);
    expect(complaint((v) => (attrsOf(v.nodes[0])['kernel'] = [1.5, 3]))).toBe(
      `${where}expected kernel[0] to be an integer, got 1.5`,
    );
    expect(complaint((v) => (attrsOf(v.nodes[0])['kernel'] = 3))).toBe(`${where}expected kernel to be a list, got 3`);
    expect(complaint((v) => (attrsOf(v.nodes[0])['bias'] = 'no'))).toBe(`${where}expected bias to be true or false, got "no"`);
    expect(complaint((v) => (attrsOf(v.nodes[0])['groups'] = 2 ** 31))).toBe(
      `${where}expected groups to be at most 2147483647, got 2147483648`,
    );
    expect(complaint((v) => (v.nodes[0]['attrs'] = 'conv'))).toBe(`${where}expected an object, got "conv"`);
    expect(complaint((v) => (attrsOf(v.nodes[0])['dilatoin'] = [1, 1]))).toBe(`${where}expected no "dilatoin"`);
    expect(
      complaint((v) => {
        attrsOf(v.nodes[0])['dilatoin'] = [1, 1];
        delete attrsOf(v.nodes[0])['dilation'];
      }),
    ).toBe(`${where}expected "dilation", got nothing (there is an unknown "dilatoin")`);
    expect(complaint((v) => (v.nodes[1] = { ...v.nodes[1], op: 'gelu', attrs: { approximate: 'erf' } }))).toBe(
      'net.json: node "c3.relu" (gelu): expected approximate to be "none" or "tanh", got "erf"',
    );
    expect(complaint((v) => (v.nodes[1] = { ...v.nodes[1], op: 'batchNorm', attrs: { eps: 0, affine: true } }))).toBe(
      'net.json: node "c3.relu" (batchNorm): expected eps to be more than 0, got 0',
    );
    expect(complaint((v) => (v.nodes[1] = { ...v.nodes[1], op: 'affine', attrs: { scale: null, shift: 0 } }))).toBe(
      'net.json: node "c3.relu" (affine): expected scale to be a number, got null',
    );
  });

  it('follows every reference', () => {
    const relu = 'net.json: node "c3.relu" (relu): ';
    expect(complaint((v) => (v.nodes[1]['inputs'] = ['c3.e21']))).toBe(
      `${relu}expected inputs that are defined before it, got "c3.e21" (did you mean "c3.e12"?)`,
    );
    expect(complaint((v) => (v.nodes[1]['inputs'] = ['c3.relu']))).toBe(
      `${relu}expected inputs that are defined before it, got "c3.relu", which comes later (a cycle, or nodes out of order)`,
    );
    expect(complaint((v) => (v.nodes = v.nodes.toReversed()))).toBe(
      `${relu}expected inputs that are defined before it, got "c3.e12", which comes later (a cycle, or nodes out of order)`,
    );
    expect(complaint((v) => (v.nodes[1]['inputs'] = []))).toBe(`${relu}expected 1 input, got 0`);
    expect(complaint((v) => (v.nodes[1]['inputs'] = ['image', 'image']))).toBe(`${relu}expected 1 input, got 2`);
    expect(complaint((v) => (v.nodes[1]['group'] = 'c4'))).toBe(
      `${relu}expected a group that is declared, got "c4" (did you mean "c3"?)`,
    );
    expect(complaint((v) => (v.nodes[1]['id'] = 'c3.e12'))).toBe(
      'net.json: node "c3.e12" (relu): expected a unique id, got "c3.e12" again',
    );
    expect(complaint((v) => (v.nodes[0]['id'] = 'image'))).toBe(
      'net.json: node "image" (conv): expected a unique id, got "image" again',
    );
    expect(complaint((v) => v.groups.push(v.groups[0]))).toBe('net.json: group "c3": expected a unique id, got it again');
    expect(complaint((v) => (v.outputs = ['c3.rleu']))).toBe(
      'net.json: outputs: expected ids of nodes or inputs, got "c3.rleu" (did you mean "c3.relu"?)',
    );
    expect(complaint((v) => (v.outputs = ['c3.relu', 'c3.relu']))).toBe(
      'net.json: outputs: expected every output once, got "c3.relu" again',
    );
  });

  it('infers shapes, at other batches too, and keeps sizes countable', () => {
    expect(complaint((v) => (attrsOf(v.nodes[0])['groups'] = 2))).toBe(
      'net.json: node "c3.e12" (conv): expected input channels divisible by 2 groups, got 3',
    );
    expect(complaint((v) => (v.nodes[1] = { ...v.nodes[1], op: 'reshape', attrs: { shape: [1, 256] } }))).toMatch(
      /^net.json: node "c3.relu" \(reshape\): expected a shape of 512 elements for \(2, 4, 8, 8\), got \(1, 256\) \(at batch 2/,
    );
    expect(
      complaint((v) => (v.nodes[1] = { ...v.nodes[1], op: 'reshape', attrs: { shape: [...Array(17).fill(1), -1] } })),
    ).toMatch(/expected an output of at most 16 axes/);
    expect(
      complaint(
        (v) => (v.nodes[1] = { ...v.nodes[1], op: 'pad', attrs: { pads: [0, 0, 2 ** 30, 2 ** 30, 0, 0, 0, 0], value: 0 } }),
      ),
    ).toMatch(/^net.json: node "c3.relu" \(pad\): expected an output of fewer than 2\^53 elements/);
    expect(
      complaint((v) => {
        v.nodes[1] = { ...v.nodes[1], op: 'linear', attrs: { outFeatures: 2 ** 31 - 1, bias: false } };
        v.nodes.push({ id: 'more', op: 'linear', inputs: ['c3.relu'], attrs: { outFeatures: 2 ** 31 - 1, bias: false } });
      }),
    ).toMatch(/^net.json: architecture: expected fewer than 2\^53 params, got about 4\.61e\+18$/);
  });

  it('throws only data errors of one line, for any replacement of one value', () => {
    const junk = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1e308, 2 ** 53, '', 'conv', '__proto__', [], {}, null, [[]]));
    const paths = [
      ['format'],
      ['version'],
      ['inputs'],
      ['inputs', 0],
      ['inputs', 0, 'shape'],
      ['nodes'],
      ['nodes', 0],
      ['nodes', 0, 'op'],
      ['nodes', 0, 'inputs'],
      ['nodes', 0, 'attrs'],
      ['nodes', 0, 'attrs', 'kernel'],
      ['nodes', 0, 'attrs', 'padding', 1],
      ['outputs'],
      ['groups'],
      ['groups', 0, 'id'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, replacement) => {
        const value = tiny();
        let at: Json = value;
        for (const key of path.slice(0, -1)) at = at[key] as Json;
        at[path[path.length - 1]] = replacement;
        messageOf(() => validateArchitecture(value, 'net.json'));
      }),
    );
  });
});

describe('checkArchitecture', () => {
  it('accepts every random architecture', () => {
    fc.assert(
      fc.property(architectures(), (architecture) => checkArchitecture(architecture)),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(architectures({ spatialAxes: 1 }), (architecture) => checkArchitecture(architecture)),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(architectures({ spatialAxes: 3 }), (architecture) => checkArchitecture(architecture)),
      { numRuns: 50 },
    );
  });

  it('names the error in a built architecture', () => {
    const b = createArchBuilder();
    b.add('relu', [b.input('x', [1, 2])], {}, 'y');
    b.add('relu', ['y'], {}, 'y');
    expect(() => checkArchitecture(b.finish(['y']))).toThrow('node "y" (relu): expected a unique id, got "y" again');
    const bad: Architecture = {
      ...b.finish(['y']),
      nodes: [{ id: 'y', op: 'softmax', inputs: ['x'], attrs: { axis: 0.5 } } as ArchNode],
    };
    expect(() => checkArchitecture(bad)).toThrow('node "y" (softmax): expected axis to be an integer, got 0.5');
  });
});
