import { describe, expect, it } from 'vitest';
import { shellLine } from '../core/shell-line.js';
import { choicesOf, needsItsCommand, searchArguments } from './command-line.js';
import type { RunSettings } from './journal/types.js';

const settings: RunSettings = {
  assay: '0.1.0',
  plan: { space: 'darts', proxies: ['sed', 'epsilon:batch=8'], data: 'ramp', batch: 32, seed: 7 },
  searcher: 'evolution:population=20',
  budget: 500,
  where: 'params<4e6 and macs<600e6',
  objectives: ['score', 'macs'],
};

describe('a search as a command line', () => {
  it('names every choice in the order of the help text', () => {
    expect(shellLine(['assay', ...searchArguments(choicesOf(settings))])).toBe(
      "assay search darts --proxy sed,epsilon:batch=8 --searcher evolution:population=20 --budget 500 --where 'params<4e6 and macs<600e6' --objective score,macs --data ramp --batch 32 --seed 7",
    );
  });

  it('goes on with the device of the run', () => {
    const onCard = { ...settings, plan: { ...settings.plan, device: 'webgpu' } } as const;
    expect(searchArguments(choicesOf(onCard)).slice(-2)).toEqual(['--device', 'webgpu']);
  });

  it('goes on with the image size of the run', () => {
    const sized = { ...settings, plan: { ...settings.plan, imageSize: 8 } };
    expect(searchArguments(choicesOf(sized)).slice(-6)).toEqual(['--batch', '32', '--image-size', '8', '--seed', '7']);
  });

  it('quotes what a shell would read', () => {
    expect(shellLine(['a b', "it's", '$(x)', 'plain', ''])).toBe(`'a b' 'it'\\''s' '$(x)' plain ''`);
  });

  it('says why a run cannot be continued by its settings', () => {
    expect(needsItsCommand(settings)).toBeUndefined();
    expect(needsItsCommand({ ...settings, costs: ['abc'] })).toContain('a table of costs');
    expect(needsItsCommand({ ...settings, spaceDigest: 'abc' })).toContain('code of a file');
    expect(needsItsCommand({ ...settings, verb: 'bench' })).toContain('assay bench');
    expect(needsItsCommand({ ...settings, plan: { ...settings.plan, data: 'cifar10:data.bin' } })).toContain('from files');
  });
});
