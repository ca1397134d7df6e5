import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectures } from '../../test/random-architecture.js';
import { createArchBuilder, squareConv } from './build.js';
import { parseArchitecture, printArchitecture } from './json.js';
import { stableJson } from './stable-json.js';

function tiny(): ReturnType<ReturnType<typeof createArchBuilder>['finish']> {
  const b = createArchBuilder();
  const x = b.input('image', [1, 3, 8, 8]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  return b.finish([b.add('relu', [b.add('conv', [x], squareConv(4, 3), 'a')], {}, 'b')], 'tiny');
}

const printed = `{
  "format": "assay-architecture",
  "version": 1,
  "name": "tiny",
  "inputs": [
    {"id":"image","shape":[1,3,8,8]}
  ],
  "nodes": [
    {"id":"a","op":"conv","inputs":["image"],"attrs":{"bias":false,"dilation":[1,1],"groups":1,"kernel":[3,3],"outChannels":4,"padding":[1,1,1,1],"stride":[1,1]},"group":"stem"},
    {"id":"b","op":"relu","inputs":["a"],"attrs":{},"group":"stem"}
  ],
  "outputs": ["b"],
  "groups": [
    {"id":"stem","kind":"stem","stage":0}
  ]
}
`;

describe('printArchitecture', () => {
  it('writes one input, node and group a line', () => {
    expect(printArchitecture(tiny())).toBe(printed);
  });

  it('writes the same bytes for any order of the keys', () => {
    const { groups = [], ...rest } = tiny();
    const shuffled = {
      groups: groups.map(({ id, kind, stage }) => ({ stage, kind, id })),
      ...rest,
      nodes: rest.nodes.map(({ id, op, inputs, attrs, group }) => ({
        group,
        attrs: Object.fromEntries(Object.entries(attrs).toReversed()),
        inputs,
        op,
        id,
      })) as unknown as typeof rest.nodes,
    };
    expect(printArchitecture(shuffled)).toBe(printed);
  });

  it('is read back equal, for every random architecture', () => {
    fc.assert(
      fc.property(architectures(), (architecture) => {
        const text = printArchitecture(architecture);
        const read = parseArchitecture(text, 'text');
        expect(read).toEqual(architecture);
        expect(printArchitecture(read)).toBe(text);
      }),
    );
  });
});

describe('parseArchitecture', () => {
  it('takes any layout, and a byte order mark', () => {
    expect(parseArchitecture(`\uFEFF${JSON.stringify(tiny())}`, 'net.json')).toEqual(tiny());
  });

  it('says in one line what another file is', () => {
    expect(() => parseArchitecture('', 'net.json')).toThrow(
      /^net\.json: expected an architecture in JSON, got an empty text \([^\n]+\)$/,
    );
    expect(() => parseArchitecture('PK\u0003\u0004 not\njson', 'net.json')).toThrow(
      /^net\.json: expected an architecture in JSON, got "PK[^\n]+$/,
    );
    expect(() => parseArchitecture(printed.slice(0, 200), 'net.json')).toThrow(
      /^net\.json: expected an architecture in JSON, got "\{ /,
    );
    expect(() => parseArchitecture('[1]', 'net.json')).toThrow(
      'net.json: expected format "assay-architecture", got nothing (as assay export writes it)',
    );
    expect(() => parseArchitecture(printed.replace('"version": 1', '"version": 7'), 'net.json')).toThrow(
      'net.json: expected version 1, got 7 (written by a newer Assay)',
    );
    expect(() => parseArchitecture(printed.replace('"relu"', '"rellu"'), 'net.json')).toThrow(
      'net.json: node "b": expected a known op, got "rellu" (did you mean "relu"?)',
    );
  });
});

describe('stableJson', () => {
  it('sorts keys at every depth, keeps lists in order and leaves out undefined', () => {
    expect(stableJson({ b: [2, 1, { d: 1, c: null }], a: 'x"y', e: undefined })).toBe('{"a":"x\\"y","b":[2,1,{"c":null,"d":1}]}');
  });

  it('is JSON of an equal value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(stableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
