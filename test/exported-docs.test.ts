/** Every export says in a sentence what it is: what `npm run docs` would refuse, found without it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import typescript from '@typescript/typescript6';
import { describe, expect, it } from 'vitest';
import { categoryOf } from '../scripts/api-docs/category-table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Declarations of a rolled-up `.d.ts` whose comment has no words before its tags. */
function unsaid(file: string): string[] {
  const source = typescript.createSourceFile(file, readFileSync(`${root}dist/types/${file}`, 'utf8'), 99, true);
  const exported = new Set<string>();
  for (const statement of source.statements)
    if (
      typescript.isExportDeclaration(statement) &&
      statement.exportClause !== undefined &&
      statement.moduleSpecifier === undefined
    )
      if (typescript.isNamedExports(statement.exportClause))
        for (const { name, propertyName } of statement.exportClause.elements) exported.add((propertyName ?? name).text);
  expect(exported.size).toBeGreaterThan(0);
  return source.statements.flatMap((statement) => {
    const name = typescript.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((own) => own.name.getText(source)).join()
      : ((statement as { readonly name?: { readonly text: string } }).name?.text ?? '');
    if (!exported.has(name)) return [];
    const comments = typescript.getJSDocCommentsAndTags(statement);
    return comments.some(({ comment }) => comment !== undefined && comment.length > 0) ? [] : [`${file}: ${name}`];
  });
}

describe('every export', () => {
  it.each(['index.d.ts', 'node.d.ts', 'browser.d.ts'])('of %s has a sentence that says what it is', (file) => {
    expect(unsaid(file)).toEqual([]);
  });

  it.each(['', 'platform/node/', 'platform/browser/'])('from a file below src/%s has a page of the reference', (folder) => {
    const text = readFileSync(`${root}src/${folder}index.ts`, 'utf8');
    const files = [...text.matchAll(/from '(\.[^']*)\.js'/g)].map(([, path]) =>
      new URL(`${path}.ts`, `file:///${folder}`).pathname.slice(1),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => categoryOf(file) === undefined)).toEqual([]);
  });
});
