import { describe, expect, it } from 'vitest';
import { historyOf, redo, step, undo } from './history.js';

describe('steps', () => {
  it('are undone and done again in their order', () => {
    const three = step(step(historyOf('a'), 'b'), 'c');
    const one = undo(undo(three));
    expect(one.now).toBe('a');
    expect(undo(one)).toBe(one);
    expect(redo(redo(one))).toEqual(three);
    expect(redo(three)).toBe(three);
  });

  it('forget what was undone when another is made, and count no step to the same', () => {
    const back = undo(step(historyOf('a'), 'b'));
    expect(step(back, 'c')).toEqual({ past: ['a'], now: 'c', future: [] });
    expect(step(back, 'a')).toEqual(back);
  });
});
