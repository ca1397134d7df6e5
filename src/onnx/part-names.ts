/**
 * Names of the nodes that one operator of the architecture is written as, when they are several: the last has the operator's id. An operator may have
 * such a name as its id; the file then lists it in its metadata.
 */
import type { OnnxNode } from './proto/types.js';

/** Where a file lists, as JSON, the ids of operators that look like parts. Most files have none. */
export const operatorsKey = 'assay.operators';

/** @param count which node of this kind within the operator, from 1. */
export function partName(id: string, op: string, count: number): string {
  return `${id}/${op.toLowerCase()}${count > 1 ? count : ''}`;
}

/** Whether a node of a file that Assay wrote looks like such a part: its name ends in what it does. */
export function isPartName(name: string, op: string): boolean {
  const kind = `/${op.toLowerCase()}`;
  const at = name.lastIndexOf('/');
  return name.startsWith(kind, at) && /^\d*$/.test(name.slice(at + kind.length));
}

/** What the metadata of a file says of the operators among its nodes. @param ids of the architecture's nodes. */
export function listOperators(nodes: readonly OnnxNode[], ids: ReadonlySet<string>): { readonly [key: string]: string } {
  const named = nodes.flatMap(({ name = '', op }) => (ids.has(name) && isPartName(name, op) ? [name] : []));
  return named.length === 0 ? {} : { [operatorsKey]: JSON.stringify(named) };
}
