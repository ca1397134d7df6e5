/**
 * What the architectures of a part compute, beside its journal: finding the canonical form of hundreds of thousands of cells takes longer than all else that a
 * merge does. A part without the file, or one that lacks an architecture, costs only time.
 */
import { join } from 'node:path';
import type { Host } from '../../../engine/host.js';
import type { SearchSpace } from '../../../spaces/types.js';
import { pathKind, readText, writeWhole } from '../files/files.js';

const formsName = 'forms.tsv';

/** Writes the canonical forms of a part's architectures; those with a tab or a line break in them are left out. */
export function writeForms(folder: string, forms: Iterable<readonly [architecture: string, form: string]>): void {
  const lines: string[] = [];
  for (const [architecture, form] of forms)
    if (form !== '' && !/[\t\n\r]/.test(architecture + form)) lines.push(`${architecture}\t${form}\n`);
  writeWhole(folder, join(folder, formsName), lines.join(''));
}

/** The forms that the parts found, by architecture. */
export function readForms(folders: readonly string[]): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const folder of folders) {
    const path = join(folder, formsName);
    if (pathKind(path) !== 'file') continue;
    for (const line of readText(folder, path).split('\n')) {
      const tab = line.indexOf('\t');
      if (tab > 0) forms.set(line.slice(0, tab), line.slice(tab + 1));
    }
  }
  return forms;
}

/** The host whose spaces look canonical forms up first. */
export function hostOfForms(host: Host, forms: ReadonlyMap<string, string>): Host {
  if (forms.size === 0) return host;
  const known = (space: SearchSpace): SearchSpace => ({
    ...space,
    canonical: (genotype) => forms.get(space.encode(genotype)) ?? space.canonical(genotype),
  });
  return {
    ...host,
    openSpace: async (spec) => known(await host.openSpace(spec)),
    async openPlan(plan, options) {
      const opened = await host.openPlan(plan, options);
      const { space } = opened.resolved;
      return space === undefined ? opened : { ...opened, resolved: { ...opened.resolved, space: known(space) } };
    },
  };
}
