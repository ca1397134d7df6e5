import { describe, expect, it } from 'vitest';
import { runFolder } from './run-folder.js';

describe('the folder of a run', () => {
  it('is named or resumed', () => {
    expect(runFolder('darts', { resume: 'run1' })).toEqual({ mode: 'resume', folder: 'run1' });
    expect(runFolder('darts', { out: 'run1', resume: true })).toEqual({ mode: 'resume', folder: 'run1' });
    expect(() => runFolder('darts', { resume: true })).toThrow('--resume: expected the folder of the run');
    expect(() => runFolder('darts', { out: 'a', resume: 'b' })).toThrow('--resume: expected one folder, got b and --out a');
  });
});
