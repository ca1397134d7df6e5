import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findFile } from './find-file.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-find-'));
mkdirSync(join(folder, 'a', 'b'), { recursive: true });
writeFileSync(join(folder, 'a', 'b', 't.csv'), '');
writeFileSync(join(folder, 'a', 'u.csv'), '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds a file among the given ones, then in a folder, the nearest first, or none', () => {
  expect(findFile(['t.csv'], ['x/t.csv'], folder)).toBe('x/t.csv');
  expect(findFile(['t.csv'], [], folder)).toBe(join(folder, 'a', 'b', 't.csv'));
  expect(findFile(['t.csv', 'u.csv'], [], folder)).toBe(join(folder, 'a', 'u.csv'));
  expect(findFile(['v.csv'], [], folder)).toBeUndefined();
  expect(findFile(['t.csv'], [], undefined)).toBeUndefined();
  expect(findFile(['t.csv'], [], join(folder, 'none'))).toBeUndefined();
});

it('follows links to files and folders, and skips those that lead nowhere', () => {
  const links = mkdtempSync(join(tmpdir(), 'assay-find-links-'));
  symlinkSync(join(folder, 'a', 'u.csv'), join(links, 'u.csv'));
  symlinkSync(join(folder, 'a', 'b'), join(links, 'tables'));
  symlinkSync(join(folder, 'gone'), join(links, 'v.csv'));
  expect(findFile(['u.csv'], [], links)).toBe(join(links, 'u.csv'));
  expect(findFile(['t.csv'], [], links)).toBe(join(links, 'tables', 't.csv'));
  expect(findFile(['v.csv'], [], links)).toBeUndefined();
  rmSync(links, { recursive: true });
});
