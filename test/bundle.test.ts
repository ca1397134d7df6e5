/** What the package needs when it is installed: the packages that the bundle imports, and the licences of those whose code is in it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bundleLicences } from '../scripts/bundle-licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}dist/bundle`;
const files = readdirSync(bundle, { recursive: true, encoding: 'utf8' }).filter((path) => /\.c?js$/.test(path));
const texts = files.map((path) => readFileSync(`${bundle}/${path}`, 'utf8'));
const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly [kind: string]: { readonly [name: string]: string };
};

const packageOf = (id: string): string => id.split('/', id.startsWith('@') ? 2 : 1).join('/');

/** Packages that the bundle imports, not those that texts within it mention (a user's file imports `assay`). */
const imported = new Set(
  texts.flatMap((text) =>
    [
      ...text.matchAll(
        /^import (?:[^'"\n]* from )?["']([^'"./][^"']*)["'];$|[^\w.](?:import|importModule|require)\(["']([a-z@][^"']*)["']\)/gm,
      ),
    ].map(([, still, late]) => packageOf(still ?? late ?? '')),
  ),
);
const packages = [...imported].filter((id) => !isBuiltin(id));

it('imports installed packages only', () => {
  expect(packages.length).toBeGreaterThan(10);
  const installed = { ...dependencies, ...optionalDependencies };
  expect(packages.filter((name) => installed[name] === undefined)).toEqual([]);
});

it('loads no package with the chunks that commands share', () => {
  const often = ['start', 'core', 'mathematics', 'library', 'drawing', 'one-channel', 'runtime', 'commands'];
  const names = [...often, 'space-files', 'other-spaces', 'networks', 'results'];
  const shared = files.filter((path) =>
    names.some((name) => new RegExp(`^chunks/${name}-[\\w-]{8}\\.cjs$`).test(path.replaceAll('\\', '/'))),
  );
  expect(shared).toHaveLength(names.length);
  for (const path of shared) {
    const needed = [...readFileSync(`${bundle}/${path}`, 'utf8').matchAll(/^let .*require\(["']([^"'.][^"']*)["']\)/gm)];
    expect(needed.map(([, id]) => id).filter((id) => !isBuiltin(id ?? ''))).toEqual([]);
  }
});

it('holds the code of packages that are then installed for developers only, with their licences', () => {
  const notice = readFileSync(`${bundle}/LICENCES.txt`, 'utf8');
  const held = [...notice.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(\S+\)$/gm)].map(([, name]) => name ?? '');
  expect(held).toEqual(expect.arrayContaining(['commander', 'valibot', 'table', 'ajv']));
  for (const name of ['commander', 'valibot', 'table']) expect(devDependencies?.[name], name).toBeDefined();
  for (const name of held) {
    expect(packages).not.toContain(name);
    expect(dependencies?.[name], name).toBeUndefined();
  }
  expect(notice.match(/Permission (?:is hereby granted|to use)|Redistribution and use/g)?.length).toBeGreaterThanOrEqual(
    held.length,
  );
});

it('is not made of a package without a licence file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  try {
    const place = join(folder, 'node_modules', 'plain');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"name":"plain","version":"1.0.0","license":"MIT"}');
    const notice = (): string => bundleLicences([join(place, 'index.js')]);
    expect(notice).toThrow('plain: expected a licence file in the package, got none');
    writeFileSync(join(place, 'LICENSE-MIT.txt'), 'Permission is hereby granted');
    expect(notice()).toContain('plain 1.0.0 (MIT)\n\nPermission is hereby granted');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
