import { describe, expect, it } from 'vitest';
import { nameHint, slipFor, suggest } from './suggest.js';

describe('nearest names', () => {
  it('are suggested from afar', () => {
    expect(suggest('nas-bench-202', ['nas-bench-101', 'nas-bench-201'])).toBe('nas-bench-201');
    expect(suggest('zzz', ['sed', 'epsilon'])).toBeUndefined();
    expect(suggest('acc', ['score', 'params', 'macs'])).toBeUndefined();
    expect(suggest('sde', ['score', 'sed'])).toBe('sed');
  });

  it('are compared by their last part where the first is the same', () => {
    const names = ['params', 'macs', 'table.accuracy', 'table.lat'];
    expect(nameHint('table.nope', names)).toBe('known: table.accuracy, table.lat');
    expect(nameHint('table.acuracy', names)).toBe('did you mean "table.accuracy"?');
    expect(nameHint('tabel.lat', names)).toBe('did you mean "table.lat"?');
    expect(nameHint('parms', names)).toBe('did you mean "params"?');
    expect(nameHint('zzz', names)).toBe('known: params, macs, table.accuracy, table.lat');
  });

  it('are taken as misspellings only if little differs', () => {
    const names = ['sample', 'enumerate', 'neighbors', 'size', 'numbered'];
    for (const [given, name] of [
      ['enumarate', 'enumerate'],
      ['neighbours', 'neighbors'],
      ['Sample', 'sample'],
      ['sampel', 'sample'],
      ['siez', 'size'],
    ])
      expect(slipFor(given, names)).toBe(name);
    for (const given of ['number', 'examples', 'side-length', 'note', 'simple-sample'])
      expect(slipFor(given, names)).toBeUndefined();
  });
});
