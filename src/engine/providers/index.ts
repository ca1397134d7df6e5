import type { DataSource, Providers } from '../types.js';
import { costProvider } from './cost.js';
import { topologyProvider } from './topology.js';

/** A provider for every kind of evidence. A new kind adds its line here. */
export function createProviders(_source: DataSource): Partial<Providers> {
  return { topology: topologyProvider, cost: costProvider };
}
