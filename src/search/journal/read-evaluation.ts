/** The lines of which a journal holds hundreds of thousands, checked as the schema does (entry-schema), in a fraction of the time. */
import type { Score } from '../../proxies/types.js';
import type { EvaluationEntry } from './types.js';

/** The evaluation of a published string; undefined for all other JSON, valid or not. */
export function readEvaluation(json: unknown): EvaluationEntry | undefined {
  if (!isRecord(json)) return undefined;
  const { type, candidate, scores, error } = json;
  if (type !== 'evaluation' || typeof candidate !== 'string' || !isRecord(scores)) return undefined;
  if (error !== undefined && typeof error !== 'string') return undefined;
  for (const text in scores) if (!isScore(scores[text])) return undefined;
  return { type, candidate, scores: scores as { [proxy: string]: Score }, ...(error === undefined ? {} : { error }) };
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScore(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { ok, value: number, reason, parts } = value;
  if (ok === false) return typeof reason === 'string' && Object.keys(value).length === 2;
  if (ok !== true || typeof number !== 'number') return false;
  if (parts === undefined) return Object.keys(value).length === 2;
  if (!isRecord(parts) || Object.keys(value).length !== 3) return false;
  for (const name in parts) if (typeof parts[name] !== 'number') return false;
  return true;
}
