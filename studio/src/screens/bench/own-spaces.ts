/** Spaces of the user: those that `assay studio --space` named, or an exported site brings. */
import { ask, isStaticSite, moduleAddress } from '../../server.js';

/** A space and the address of its module. */
export interface OwnSpace {
  readonly name: string;
  readonly module: string;
}

/** None where there is no server, or nothing was named. */
export async function fetchOwnSpaces(): Promise<readonly OwnSpace[]> {
  try {
    const listed = isStaticSite
      ? ((await (await fetch('./spaces/index.json')).json()) as readonly OwnSpace[])
      : await ask<readonly OwnSpace[]>('spaces');
    return listed.map(({ name, module }) => ({ name, module: moduleAddress(module) }));
  } catch {
    return [];
  }
}
