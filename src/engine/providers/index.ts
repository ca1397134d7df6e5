import { createConstantRuntime } from '../../runtime/constant/runtime.js';
import type { DataSource, Providers } from '../types.js';
import { createConstantProvider } from './constant.js';
import { costProvider } from './cost.js';
import { topologyProvider } from './topology.js';

/** A provider for every kind of evidence. A new kind adds its line here. */
export function createProviders(source: DataSource): Providers {
  return { topology: topologyProvider, cost: costProvider, constant: createConstantProvider(createConstantRuntime(), source) };
}
