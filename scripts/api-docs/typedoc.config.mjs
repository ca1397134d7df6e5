import { categoryNames } from './category-table.mjs';

/** How `npm run docs` makes the reference: grouped by task (category-table.mjs), a warning fails. */
const options = {
  name: 'Assay as a library',
  entryPoints: ['../../src/index.ts', '../../src/platform/node/index.ts', '../../src/platform/browser/index.ts'],
  tsconfig: '../../tsconfig.json',
  out: '../../docs/api',
  readme: '../../docs/api-start.md',
  plugin: ['./categories.mjs'],
  excludeInternal: true,
  excludePrivate: true,
  hideGenerator: true,
  sort: ['kind', 'alphabetical'],
  kindSortOrder: ['Function', 'Variable', 'Class', 'Interface', 'TypeAlias'],
  categorizeByGroup: false,
  categoryOrder: [...categoryNames, '*'],
  navigation: { includeCategories: true, includeGroups: false },
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatValidationWarningsAsErrors: true,
  requiredToBeDocumented: ['Function', 'Interface', 'TypeAlias', 'Variable', 'Class', 'Enum'],
  skipErrorChecking: true,
};

// oxlint-disable-next-line import/no-default-export -- what typedoc reads
export default options;
