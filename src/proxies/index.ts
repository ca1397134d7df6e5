import { epsilon } from './epsilon.js';
import { sed } from './sed.js';
import { macs, params } from './size.js';
import type { Proxy } from './types.js';

/** Every proxy. A new one adds its line here. */
export const proxies: readonly Proxy[] = [sed, epsilon, params, macs];
