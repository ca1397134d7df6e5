/**
 * Spaces of the user for the page: their files as modules that a browser can import. A browser knows no package `assay`, so the import is led to a
 * module that gives what the page's worker has. A file that imports other files is refused: only the named one is read.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { usageError } from '../../../core/errors.js';
import { mebibytes } from '../../../core/read-limits.js';
import { spaceImports } from '../../../spaces/space-imports.js';
import { userFileOf } from '../user-code/user-file.js';

const names = Object.keys(spaceImports).join(', ');

/** The module that stands for `assay`: the page has put what it exports there. */
export const assayModule = `const { ${names} } = globalThis.assayForSpaces;\nexport { ${names} };\n`;

/** A space's file as the page imports it. */
export interface SpaceFile {
  /** Shown in the list. */
  readonly name: string;
  readonly module: string;
}

/** The files of spaces that the user named when the studio was started: no other file is ever run. */
export interface SpaceFiles {
  /** Read anew, because the user works on them. @throws a usage error for a file that the page cannot run. */
  read(): readonly (SpaceFile & { readonly path: string; readonly digest: string })[];
  /** The spec with the path of the file in the place of its name; undefined where it names none of these. */
  specOf(space: string): string | undefined;
  /** Whether a spec, as journals hold it, names one of these files. */
  isNamed(space: string): boolean;
}

/** @throws a usage error for a file that the page cannot run, and for two of one name. */
export function createSpaceFiles(paths: readonly string[], assayAddress: string): SpaceFiles {
  const named = paths.map((path) => ({ path, name: basename(path) }));
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw usageError('spaces', { expected: 'files of different names', got: `${twice.name} twice`, code: 'duplicate' });
  const files: SpaceFiles = {
    read: () =>
      named.map(({ path }) => {
        const file = readSpaceFile(path, assayAddress);
        return { ...file, path, digest: createHash('sha256').update(file.module).digest('hex').slice(0, 16) };
      }),
    specOf(space) {
      const file = userFileOf(space);
      const known = named.find(({ name }) => name === file?.path);
      return file === undefined || known === undefined ? undefined : `${resolve(known.path)}${file.options}`;
    },
    isNamed(space) {
      const file = userFileOf(space);
      return file !== undefined && named.some(({ path }) => resolve(path) === resolve(file.path));
    },
  };
  files.read();
  return files;
}

const mostBytes = 2 ** 20;

/** `import 'x'`, `import { a } from 'x'`, `export * from 'x'`: what stands before the name, its quote, the name. */
const imports = /^(\s*(?:import\s*|(?:import|export)\s*[\w*{}\s,$]+?\bfrom\s*))(['"])([^'"\n]+)\2/gm;

/**
 * Reads a space's file.
 * @param assayAddress where the page finds `assayModule`.
 * @throws a usage error for a file that cannot be read, is no JavaScript, or imports something besides `assay`.
 */
export function readSpaceFile(path: string, assayAddress: string): SpaceFile {
  const where = `space ${path}`;
  if (!/\.m?js$/.test(path))
    throw usageError(where, {
      expected: 'a .mjs or .js file, because the page runs it',
      got: basename(path),
      code: 'unsupported',
    });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError(where, {
      expected: 'a file that can be read',
      got: (error as NodeJS.ErrnoException).code ?? 'none',
      code: 'missing',
    });
  }
  if (text.length > mostBytes)
    throw usageError(where, { expected: `at most ${mebibytes(mostBytes)}`, got: mebibytes(text.length), code: 'limit-exceeded' });
  const other = [...text.matchAll(imports)].find(([, , , source]) => source !== 'assay');
  if (other !== undefined)
    throw usageError(where, {
      expected: 'imports of assay only',
      got: JSON.stringify(other[3]),
      hint: 'the page can run one file: copy what it needs into it',
      code: 'unsupported',
    });
  const module = text.replace(imports, (_, before: string) => `${before}${JSON.stringify(assayAddress)}`);
  return { name: basename(path), module };
}
