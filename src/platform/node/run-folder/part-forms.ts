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

/** What architectures compute, as the parts found it. */
export interface PartForms {
  readonly isEmpty: boolean;
  /** The form of an architecture; undefined where no part says it. Quick for architectures in the order of the run. */
  formOf(architecture: string): string | undefined;
}

/** @param folders of the parts, in their order: their lines are those of the run, dealt like cards. */
export function readForms(folders: readonly string[]): PartForms {
  const parts = folders.map((folder) => {
    const path = join(folder, formsName);
    return pathKind(path) === 'file' ? readText(folder, path).split('\n') : [];
  });
  const { length: count } = parts;
  /** The line at a place of the run. */
  const lineAt = (place: number): string => parts[place % count]?.[Math.floor(place / count)] ?? '';
  let expected = 0;
  let places: ReadonlyMap<string, number> | undefined;
  /** Made for the first architecture that is not where it is expected. */
  const placesOf = (): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const [part, lines] of parts.entries())
      for (const [i, line] of lines.entries()) {
        const tab = line.indexOf('\t');
        if (tab > 0) found.set(line.slice(0, tab), i * count + part);
      }
    return found;
  };
  return {
    isEmpty: parts.every((lines) => lines.length === 0),
    formOf(architecture) {
      const isOf = (line: string): boolean => line.startsWith(architecture) && line[architecture.length] === '\t';
      const place = isOf(lineAt(expected)) ? expected : (places ??= placesOf()).get(architecture);
      if (place === undefined) return undefined;
      expected = place + 1;
      return lineAt(place).slice(architecture.length + 1);
    },
  };
}

/** The host whose spaces look canonical forms up first. */
export function hostOfForms(host: Host, forms: PartForms): Host {
  if (forms.isEmpty) return host;
  const known = (space: SearchSpace): SearchSpace => ({
    ...space,
    canonical: (genotype) => forms.formOf(space.encode(genotype)) ?? space.canonical(genotype),
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
