/** A fitted judgement on disk, and as the proxy that `fitted:FILE` names. */
import { requireText } from '../../../core/require-shape.js';
import { createHash } from 'node:crypto';
import { quote, usageError } from '../../../core/errors.js';
import { parseFitted, printFitted } from '../../../predictor/fitted-json.js';
import { fittedProxy } from '../../../predictor/fitted-proxy.js';
import type { FittedJudgement } from '../../../predictor/types.js';
import type { Proxy } from '../../../proxies/types.js';
import { readText, writeWhole } from './files.js';

/**
 * Reads a fitted judgement from disk.
 * @throws a data error for a file that cannot be read or is no fitted judgement of this version.
 */
export function readFitted(path: string): FittedJudgement {
  requireText('path', path);
  return parseFitted(path, readText(path, path));
}

/** Writes a fitted judgement to disk. @throws a usage error for a path that cannot be written. */
export function writeFitted(path: string, fitted: FittedJudgement): void {
  requireText('path', path);
  writeWhole(path, path, printFitted(fitted));
}

/**
 * The proxy of a file, with a hash of its text, by which runs and caches know that it changed.
 * @param space the spec whose networks it is to score; undefined: networks without a space.
 * @throws also a usage error where it was fitted to another space.
 */
export function loadFitted(path: string, space: string | undefined): Proxy {
  const text = readText(path, path);
  const fitted = parseFitted(path, text);
  const named = (spec: string | undefined): string => (spec === undefined ? 'networks of no space' : `networks of ${spec}`);
  if (fitted.space !== space)
    throw usageError(path, {
      expected: named(fitted.space),
      got: space === undefined ? named(space) : quote(space),
      hint: 'it was fitted to those',
      code: 'mismatch',
    });
  return { ...fittedProxy(fitted), digest: createHash('sha256').update(text).digest('hex') };
}
