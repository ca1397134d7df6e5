/** Models in and out of the command line: `score`, `show` and `export` with .onnx files, folders of them, and weights. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { floats, image, node, onnxModel } from './onnx-graph.js';
import { sharedAssay } from './shared-assay.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const other = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
const small = ['--space', 'nas-bench-201:C=4:N=1'];
const folder = scratchFolder();
const run = (...args: readonly string[]): ReturnType<typeof sharedAssay> => sharedAssay(args, { cwd: folder });
const records = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

mkdirSync(join(folder, 'models'));
run('export', cell, ...small, '--to', 'onnx', '--out', 'models/a.onnx');
run('export', other, ...small, '--to', 'onnx', '--out', 'models/b.onnx', '--seed', '1');
run('export', other, ...small, '--to', 'json', '--out', 'models/c.json');

describe('models as architectures', () => {
  it('score as the strings they were made from, beside strings and IR', () => {
    const { code, out } = run(
      'score',
      'models/a.onnx',
      other,
      'models/c.json',
      ...small,
      '--proxy',
      'sed,epsilon,params,macs',
      '--batch',
      '8',
      '--json',
    );
    expect(code).toBe(0);
    const [a, b, c] = records(out);
    const [asString] = records(run('score', cell, ...small, '--proxy', 'sed,epsilon,params,macs', '--batch', '8', '--json').out);
    expect(a['scores']).toEqual(asString['scores']);
    expect(c['scores']).toEqual(b['scores']);
  });

  it('have the judgement and sed among what is scored unless something else is asked', () => {
    const { out } = run('score', 'models/a.onnx', '--batch', '4', '--json');
    expect(Object.keys(records(out)[0]['scores'] as object)).toEqual(['field', 'sed', 'epsilon']);
  });

  it('are ranked when a folder is given, with a report', () => {
    const { code, out, err } = run('score', 'models', '--proxy', 'sed,params', '--report', 'models.html');
    expect(code).toBe(0);
    expect(out).toContain('3 architectures, best first by rank-sum:sed=1');
    // Sizes that are scored stand in the table once.
    expect(out.match(/params/g)?.length).toBe(1);
    expect(out.indexOf('b.onnx')).toBeLessThan(out.indexOf('a.onnx'));
    expect(err).toContain('report models.html');
    expect(readFileSync(join(folder, 'models.html'), 'utf8')).toMatch(/3 architectures of\s+<strong>model files<\/strong>/);
    expect(records(run('score', 'models', '--proxy', 'sed', '--json').out).map(({ rank }) => rank)).toEqual([1, 2, 3]);
  });

  it('are ranked by the same rule when a search names their folder, which proposes nothing', () => {
    const found = run('search', 'models', '--batch', '4');
    expect([found.code, found.out]).toEqual([0, run('score', 'models', '--batch', '4').out]);
    for (const [option, value] of [
      ['--budget', '3'],
      ['--train-data', 'photos'],
      ['--top', '10'],
    ] as const) {
      const { code, err } = run('search', 'models', option, value);
      expect([code, err]).toEqual([1, expect.stringContaining(`${option}: expected a space to search, got the folder models`)]);
    }
  });

  it('have the report of a search of their folder, as every search has', () => {
    const { code, out, err } = run('search', 'models', '--proxy', 'sed', '--out', 'found');
    expect([code, out]).toEqual([0, run('score', 'models', '--proxy', 'sed').out]);
    expect(err).toContain(`report ${join('found', 'report.html')}`);
    expect(readFileSync(join(folder, 'found', 'report.html'), 'utf8')).toMatch(
      /3 architectures of\s+<strong>model files<\/strong>/,
    );
    expect(run('report', 'found')).toMatchObject({
      code: 0,
      out: expect.stringContaining('the run is finished, and nothing was changed: report found'),
    });
    expect(run('search', 'models', '--proxy', 'sed', '--resume', 'found').code).toBe(0);
    expect(run('search', 'models', '--proxy', 'sed').err).toMatch(/report runs\/models-.*report\.html/);
    run('score', 'models', '--proxy', 'sed', '--out', 'scored');
    expect(run('report', 'scored').err).toContain(
      '(the same command with --resume writes its scores, with --report a page of them too)',
    );
  });

  it.each(['score', 'search'])('end a %s with an error where none keeps the limits', (verb) => {
    const { code, out, err } = run(verb, 'models', '--proxy', 'sed', '--where', 'macs<0');
    expect([code, out.match(/^breaks macs<0: /gm)?.length]).toEqual([1, 3]);
    expect(err).toContain('assay: --where "macs<0": expected limits that some architecture meets, got 0 of 3 that keep them\n');
    const json = run(verb, 'models', '--proxy', 'sed', '--where', 'macs<0', '--json');
    expect([json.code, records(json.out).map(({ keepsLimits }) => keepsLimits)]).toEqual([1, [false, false, false]]);
    expect(run(verb, 'models', '--proxy', 'sed', '--where', 'macs<1e12').code).toBe(0);
  });

  it('keep their own weights on demand, whichever thread runs them', () => {
    const scores = (...more: readonly string[]): unknown =>
      records(
        run(
          'score',
          'models/a.onnx',
          'models/b.onnx',
          'models/a.onnx',
          'models/b.onnx',
          '--proxy',
          'naswot,logsynflow,l2-norm',
          '--batch',
          '4',
          '--data',
          'noise',
          '--json',
          ...more,
        ).out,
      ).map((line) => line['scores']);
    const kept = scores('--init', 'keep', '--workers', '0');
    expect(scores('--init', 'keep', '--workers', '2')).toEqual(kept);
    // The file of seed 0 holds what is drawn for seed 0; that of seed 1 does not.
    const [a, b] = scores() as unknown[];
    expect((kept as unknown[])[0]).toEqual(a);
    expect((kept as unknown[])[1]).not.toEqual(b);
  });

  it('are shown with blocks, bytes and where the cost is', () => {
    const { code, out } = run('show', 'models/a.onnx');
    expect(code).toBe(0);
    for (const text of ['in 0', 'cell', 'share of macs', 'half of the MACs', 'bytes at the fullest moment'])
      expect(out).toContain(text);
    const lines = records(run('show', 'models/a.onnx', '--json').out);
    const total = lines.at(-1) as { macs: number };
    expect(lines.slice(0, -1).reduce((sum, { macs }) => sum + (macs as number), 0)).toBe(total.macs);
  });
});

describe('what leaves', () => {
  it('is the model again, with the weights it came with', () => {
    expect(run('export', 'models/a.onnx', '--to', 'onnx', '--out', 'again.onnx').code).toBe(0);
    expect(readFileSync(join(folder, 'again.onnx'))).toEqual(readFileSync(join(folder, 'models', 'a.onnx')));
    expect(run('export', 'models/a.onnx', '--to', 'onnx', '--weights', 'none', '--out', 'bare.onnx').code).toBe(0);
    expect(readFileSync(join(folder, 'bare.onnx')).length).toBeLessThan(readFileSync(join(folder, 'again.onnx')).length / 2);
    const keep = ['--init', 'keep', '--proxy', 'naswot', '--batch', '4', '--json'];
    const alone = run('score', 'bare.onnx', ...keep);
    expect([alone.code, alone.out, alone.err]).toEqual([2, '', expect.stringContaining('bare.onnx: expected values of weight')]);
    expect(alone.err).toContain('the file holds no weights');
    oneLine(alone.err);
    const mixed = run('score', 'bare.onnx', 'models/a.onnx', ...keep);
    expect([mixed.code, records(mixed.out).map(({ arch }) => arch)]).toEqual([2, ['models/a.onnx']]);
    expect(mixed.err).toContain('1 of 2 architectures could not be read');
    const drawn = run('score', 'bare.onnx', '--proxy', 'naswot', '--batch', '4');
    expect([drawn.code, drawn.out]).toEqual([0, expect.not.stringContaining('undefined')]);
  });

  it('is a module with its tensors beside', () => {
    const { code, err } = run('export', 'models/a.onnx', '--to', 'pytorch', '--out', 'net.py');
    expect([code, err]).toEqual([0, expect.stringContaining('wrote net.safetensors')]);
    expect(readFileSync(join(folder, 'net.py'), 'utf8')).toContain('class ');
    expect(run('export', cell, '--to', 'pytorch', '--weights', 'none', '--out', 'bare.py').code).toBe(0);
    expect(existsSync(join(folder, 'bare.safetensors'))).toBe(false);
  });

  it('may be a drawing or IR, out of a model too', () => {
    expect(run('export', 'models/a.onnx', '--to', 'svg').out).toMatch(/^<svg/);
    expect(run('export', 'models/a.onnx', '--to', 'svg', '--cell').out).toContain('conv 3x3');
    expect(JSON.parse(run('export', 'models/a.onnx', '--to', 'json').out)).toMatchObject({ format: 'assay-architecture' });
  });
});

describe('bad input', () => {
  writeFileSync(join(folder, 'cut.onnx'), readFileSync(join(folder, 'models', 'a.onnx')).subarray(0, 900));
  const strange = onnxModel({
    nodes: [node('Conv', 'x w', 'h'), node('Strange', 'h', 'y', {}, 'odd')],
    initializers: [floats('w', [4, 3, 3, 3])],
  });
  writeFileSync(join(folder, 'strange.onnx'), strange);
  for (const name of ['picture.onnx', 'picture.png'])
    writeFileSync(join(folder, name), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13));
  writeFileSync(join(folder, 'empty.onnx'), '');
  writeFileSync(join(folder, 'net.py'), 'import torch\n');
  writeFileSync(join(folder, 'notes.txt'), 'buy milk\nname the network\n');
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'mixed.txt'), `${cell}\n  "${other}"  \nnaslib:(0,0,0,0,0)\n`);

  it.each([
    ['a truncated file', ['score', 'cut.onnx'], 2, 'cut.onnx: expected a complete ONNX model, got one that lacks its last '],
    ['a picture named as a model', ['score', 'picture.onnx'], 2, 'picture.onnx: expected an ONNX model, got a PNG picture'],
    [
      'a picture named as itself',
      ['score', 'picture.png'],
      2,
      'picture.png: expected architectures, one a line, or a model whose name ends in .onnx or .json, got a PNG picture',
    ],
    [
      'code of PyTorch',
      ['export', 'net.py', '--to', 'onnx'],
      2,
      'net.py: expected architectures, one a line, or a model whose name ends in .onnx or .json, got a Python file (torch.onnx.export writes',
    ],
    ['an empty model', ['show', 'empty.onnx'], 2, 'empty.onnx: expected an ONNX model, got an empty file'],
    [
      'notes',
      ['score', 'notes.txt'],
      2,
      'notes.txt:1: expected an architecture that a known space reads on every line, got "buy milk"',
    ],
    ['a file that is not there', ['show', 'none.onnx'], 2, 'none.onnx'],
    ['a folder that is not there', ['score', 'none/'], 2, 'none/'],
    ['a folder without models', ['score', 'empty'], 2, 'empty: expected a folder with models (.onnx, .json), got an empty one'],
    ['weights of a string', ['score', cell, '--init', 'keep'], 1, '--init keep: expected .onnx files'],
    [
      'weights of an IR',
      ['export', 'models/c.json', '--to', 'onnx', '--weights', 'keep'],
      1,
      '--weights keep: expected an .onnx file',
    ],
    ['an unknown choice of weights', ['export', cell, '--to', 'onnx', '--weights', 'non'], 1, 'did you mean "none"?'],
    ['weights in a format without', ['export', cell, '--to', 'svg', '--weights', 'none'], 1, '--weights'],
    ['a shape that is none', ['score', 'models/a.onnx', '--shape', '1x3'], 1, 'image=1,3,224,224'],
    [
      'a shape of no input of a model',
      ['score', 'models/a.onnx', '--shape', 'z=1,3,32,32'],
      1,
      'a.onnx: --shape: expected the name',
    ],
    [
      'a shape of no input of several',
      ['score', 'models', '--shape', 'z=1,3,32,32'],
      1,
      '--shape: expected the name of an input',
    ],
    ['an empty argument', ['score', ''], 1, 'got an empty argument'],
  ])('%s', (_, args, code, message) => {
    const finished = run(...args);
    expect(finished.err).toContain(message);
    expect([finished.code, finished.out]).toEqual([code, '']);
    if (!message.startsWith('image=')) oneLine(finished.err);
  });

  it('a shape is for those of several models that have the input', () => {
    mkdirSync(join(folder, 'shapes'));
    for (const [name, input] of [
      ['open.onnx', 'frames'],
      ['other.onnx', 'pixels'],
    ] as const)
      writeFileSync(
        join(folder, 'shapes', name),
        onnxModel({
          nodes: [node('Relu', input, 'y')],
          inputs: [{ ...image(['batch', 3, input === 'frames' ? 'height' : 8, 8]), name: input }],
        }),
      );
    const { code, err, out } = run('score', 'shapes', '--shape', 'frames=1,3,16,8', '--proxy', 'params', '--json');
    expect([code, err, records(out).length]).toEqual([0, '', 2]);
  });

  it('a shape sets lengths that models of a folder leave open; those that fix another keep theirs, and a line counts them', () => {
    mkdirSync(join(folder, 'sizes'));
    for (const [name, size] of [
      ['open.onnx', 'size'],
      ['small.onnx', 8],
      ['smaller.onnx', 4],
    ] as const)
      writeFileSync(
        join(folder, 'sizes', name),
        onnxModel({ nodes: [node('Relu', 'x', 'y')], inputs: [{ ...image(['batch', 3, size, size]), name: 'x' }] }),
      );
    const asked = ['--shape', 'x=1,3,16,16', '--proxy', 'macs', '--json'];
    const { code, err, out } = run('score', 'sizes', ...asked);
    expect([code, records(out).length]).toEqual([0, 3]);
    expect(err.trim()).toBe(
      'assay: 2 models keep the shape that their files fix, not --shape: sizes/small.onnx, sizes/smaller.onnx',
    );
    const alone = run('score', 'sizes/small.onnx', ...asked);
    expect([alone.code, alone.out]).toEqual([1, '']);
    expect(alone.err).toContain('expected the length 8 of axis 2, which the file fixes');
  });

  it('a run of models whose files have changed is not continued', () => {
    mkdirSync(join(folder, 'changing'));
    const write = (channels: number): void =>
      writeFileSync(
        join(folder, 'changing', 'a.onnx'),
        onnxModel({ nodes: [node('Relu', 'x', 'y')], inputs: [{ ...image([1, channels, 8, 8]), name: 'x' }] }),
      );
    write(3);
    const score = (...more: string[]) => run('score', 'changing', '--proxy', 'depth', ...more, 'changing-run');
    expect(score('--out').code).toBe(0);
    expect(score('--resume').code).toBe(0);
    write(4);
    const { code, err } = score('--resume');
    expect(code).not.toBe(0);
    oneLine(err.split('\n')[0] ?? '');
    expect(err).toMatch(/expected model files sha256 [0-9a-f]{16}, as in the journal of that run, got model files sha256/);
    write(3);
    expect(score('--resume').code).toBe(0);
  });

  it('everywhere in a folder leaves nothing scored, and says so', () => {
    mkdirSync(join(folder, 'unreadable'));
    for (const name of ['a.onnx', 'b.onnx']) writeFileSync(join(folder, 'unreadable', name), 'text');
    const { code, err } = run('score', 'unreadable', '--proxy', 'sed');
    expect(code).toBe(2);
    expect(err).toMatch(/2 of 2 architectures could not be read$/m);
  });

  it('in a folder leaves the rest scored', () => {
    mkdirSync(join(folder, 'partly'));
    for (const name of ['a.onnx']) copyFileSync(join(folder, 'models', name), join(folder, 'partly', name));
    copyFileSync(join(folder, 'cut.onnx'), join(folder, 'partly', 'cut.onnx'));
    const { code, out, err } = run('score', 'partly', '--proxy', 'sed');
    expect(readdirSync(join(folder, 'partly')).length).toBe(2);
    expect([code, out]).toEqual([2, expect.stringContaining('a.onnx')]);
    expect(err).toContain('partly/cut.onnx: ');
    expect(err).toContain('1 of 2');
  });

  it('among lines is named by file and line; blanks and quotes around a line are no harm', () => {
    const { code, out, err } = run('score', 'mixed.txt', '--proxy', 'sed', '--json');
    expect([code, records(out).length]).toEqual([2, 2]);
    expect(err).toContain('mixed.txt:3: ');
    expect(run('score', ` '${cell}' `, '--proxy', 'sed').code).toBe(0);
  });

  it('of another space than before is named so', () => {
    const nlp = 'ofa:ks=[3,3,3,3]';
    writeFileSync(join(folder, 'spaces.txt'), `${cell}\n${nlp}\n`);
    expect(run('score', 'spaces.txt', '--proxy', 'sed').err).toContain('spaces.txt:2: ');
  });

  it('with many nodes behind one that is not understood says the first, and how many follow', () => {
    const w = floats('w', [4, 5, 3, 3]);
    const nodes = [
      node('Weird', 'x', 'a', {}, 'first'),
      node('Conv', 'a w', 'b'),
      node('Conv', 'b w', 'c'),
      node('Conv', 'c w', 'y'),
    ];
    writeFileSync(join(folder, 'behind.onnx'), onnxModel({ nodes, initializers: [w] }));
    const { err } = run('show', 'behind.onnx');
    expect(err.trim().split('\n')).toEqual([
      expect.stringContaining(
        'assay: behind.onnx: neither run nor counted in MACs, memory and times: unsupported operator "Weird"',
      ),
      'assay: behind.onnx: neither run nor counted in MACs, memory and times behind it: 3 more nodes (Conv)',
    ]);
    expect(run('shrink', 'behind.onnx', '--vary', 'heads').err).toContain(
      'not all of it was understood: neither run nor counted in MACs, memory and times: unsupported',
    );
  });

  it('with one unknown operator is counted, has a reason where it would be run, or is scored in part', () => {
    const { code, err, out } = run('score', 'strange.onnx', '--proxy', 'params,epsilon', '--batch', '2');
    expect(code).toBe(0);
    // The file is named once.
    expect(err).toContain(
      'assay: strange.onnx: neither run nor counted in MACs, memory and times: unsupported operator "Strange" at node "odd"',
    );
    expect(out).toContain('node "odd" (foreign): expected an operator that can be run, got Strange');
    expect(run('show', 'strange.onnx').code).toBe(0);
    const partly = run('score', 'strange.onnx', '--proxy', 'params', '--partial');
    expect([partly.code, partly.err]).toEqual([0, expect.stringContaining('skipped: ')]);
  });

  it('with an unknown operator has unknown MACs, memory and latency, which break limits, unless it is skipped on purpose', () => {
    const foo = { ...node('FooConv', 'x', 'a', {}, 'n1'), domain: 'my.ops' };
    const models: readonly (readonly [string, Uint8Array])[] = [
      ['foo', onnxModel({ nodes: [foo, node('Relu', 'a', 'y')] })],
      ['two', onnxModel({ nodes: [node('Conv', 'x w', 'y')], initializers: [floats('w', [2, 3, 3, 3])] })],
      ['eight', onnxModel({ nodes: [node('Conv', 'x w', 'y')], initializers: [floats('w', [8, 3, 3, 3])] })],
    ];
    mkdirSync(join(folder, 'lim'));
    for (const [name, bytes] of models) writeFileSync(join(folder, 'lim', `${name}.onnx`), bytes);
    const score = (where: string, ...more: string[]) =>
      run('score', 'lim', '--where', where, '--proxy', 'macs,params,sed', ...more);
    for (const [where, name] of [
      ['macs<1e9', 'macs'],
      ['peakBytes<1e9', 'peakBytes'],
      ['peakBytes:order=file<1e9', 'peakBytes:order=file'],
      ['fits:device=stm32h743', 'fits:device=stm32h743'],
      ['not fits:device=stm32h743', 'fits:device=stm32h743'],
    ] as const)
      expect(score(where).out + score(where).err).toContain(`breaks ${where}: ${join('lim', 'foo.onnx')} (${name} unknown)`);
    const { code, out, err } = score('params<1e9', '--report', 'lim.html', '--out', 'lim-scores');
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('neither run nor counted in MACs, memory and times: unsupported operator "my.ops.FooConv"'),
    ]);
    expect(out).toMatch(/unknown .*foo\.onnx/);
    expect(readFileSync(join(folder, 'lim-scores', 'scores.csv'), 'utf8')).toMatch(/foo\.onnx,,,0,/);
    expect(run('score', 'lim/foo.onnx', '--proxy', 'macs').out).toContain(
      'macs  undefined: an operator of the network is not known',
    );
    expect(readFileSync(join(folder, 'lim.html'), 'utf8')).toContain('data-value="NaN" title="not known">–');
    expect(run('show', 'lim/foo.onnx').out).toContain('unknown MACs');
    for (const format of ['svg', 'dot']) {
      expect(run('export', 'lim/foo.onnx', '--to', format, '--out', `foo.${format}`).code).toBe(0);
      const text = readFileSync(join(folder, `foo.${format}`), 'utf8');
      expect([text.includes('NaN'), text.includes('unknown MACs')]).toEqual([false, format === 'svg']);
    }
    const partly = score('macs<1e9', '--partial', '--json');
    expect(partly.out).toContain('"macs":0');
    expect(partly.out + partly.err).not.toContain('breaks');
  });

  it('of one image leaves epsilon undefined, and says why', () => {
    expect(run('score', cell, '--proxy', 'epsilon', '--batch', '1').out).toContain('expected at least two images, got 1');
  });
});
