import { expect, it } from 'vitest';
import { drawCellText } from '../drawing/cell-text.js';
import { onlyOf } from '../core/only-of.js';
import { must } from '../core/must.js';
import { openSpace } from '../spaces/index.js';
import { drawingOptions } from './drawing-options.js';

it('draws a cell within the terminal', () => {
  const space = openSpace('nas-bench-201');
  const topology = space.topology?.(
    space.decode('|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|'),
  );
  const { cell } = must(onlyOf(topology?.cells ?? []), 'the cell');
  const widest = (columns: number): number => {
    const text = drawCellText(cell, drawingOptions({ isTTY: true, columns }, false));
    return Math.max(...text.split('\n').map((line) => line.length));
  };
  expect(widest(60)).toBeLessThanOrEqual(60);
  expect(widest(120)).toBeGreaterThan(60);
});

it('has colours on a terminal only, unless they are refused', () => {
  expect(drawingOptions({ isTTY: true, columns: 90 }, true)).toEqual({ colours: 'ansi', width: 90 });
  expect(drawingOptions({ isTTY: true, columns: 90 }, false)).toEqual({ colours: 'none', width: 90 });
  expect(drawingOptions({ isTTY: false, columns: 90 }, true)).toEqual({ colours: 'none' });
});
