import type { Plan, Registry } from '../../../engine/types.js';
import { withProxyFiles } from './load-proxy.js';
import { withSpaceFile } from './load-space.js';

/** Where a file is that a plan names. */
export type Locate = (path: string) => string;

/** The registry with the space and the proxies that a plan names by their files, imported beforehand. @throws usage errors that name the file. */
export async function withUserFiles(
  registry: Registry,
  { space, proxies }: Pick<Plan, 'space' | 'proxies'>,
  locate: Locate = (path) => path,
): Promise<Registry> {
  return withProxyFiles(await withSpaceFile(registry, space, locate), proxies, space, locate);
}
