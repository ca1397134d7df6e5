import { elementwise } from './elementwise.js';
import { movement } from './movement.js';
import { sources } from './sources.js';
import type { KnownOp } from './types.js';

/** Operators that are computed while a graph is read, when all they read is known. */
export const knownOps: { readonly [op: string]: KnownOp } = { ...elementwise, ...movement, ...sources };
