/** Spaces of the user: those that `assay studio --space` named, or an exported site brings. */
import { ask, isStaticSite, moduleAddress } from './server.js';

/** A space and the address of its module. */
export interface OwnSpace {
  readonly name: string;
  readonly module: string;
  /** Its file, as `assay studio` was given it; left out in an exported site. */
  readonly path?: string;
  /** The same from the root, as journals of the studio's runs name it. */
  readonly file?: string;
}

/** The one that a spec names, with options or without. */
export function ownSpaceOf(spaces: readonly OwnSpace[], spec: string): OwnSpace | undefined {
  return spaces.find(({ name }) => spec === name || spec.startsWith(`${name}:`));
}

/** None where there is no server, or nothing was named. */
export async function fetchOwnSpaces(): Promise<readonly OwnSpace[]> {
  try {
    const listed = isStaticSite
      ? ((await (await fetch('./spaces/index.json')).json()) as readonly OwnSpace[])
      : await ask<readonly OwnSpace[]>('spaces');
    return listed.map((space) => ({ ...space, module: moduleAddress(space.module) }));
  } catch {
    return [];
  }
}
