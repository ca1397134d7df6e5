/**
 * The complete run, with scores that its parts found: everything is proposed, checked and ranked as on one machine, and every job that would be run is
 * looked up in the part that its place belongs to. What several parts scored because they compute the same is read from the first, as one machine would
 * have scored it; the lines of the others are skipped. Parts are read once, line by line.
 */
import { must } from '../../core/must.js';
import { dataError, quote } from '../../core/errors.js';
import { candidateName } from '../../engine/candidate-view.js';
import type { Host } from '../../engine/host.js';
import type { Evaluation, Job, Runner } from '../../engine/types.js';
import { parseEntry } from '../journal/journal.js';
import { readEvaluation } from '../journal/read-evaluation.js';
import type { EvaluationEntry } from '../journal/types.js';
import type { Part } from './check-parts.js';

export interface PartRunner extends Runner {
  /** Reads the rest of every part. @throws a data error for a part whose last line counts other lines. */
  finish(): void;
}

/** @param parts in order. */
export function createPartRunner(parts: readonly Part[]): PartRunner {
  const readers = parts.map(createReader);
  return {
    concurrency: 1,
    async run(jobs, signal) {
      signal?.throwIfAborted();
      return jobs.map((job) => must(readers[(job.place ?? 0) % readers.length], 'a reader of each part').take(job));
    },
    finish() {
      for (const reader of readers) reader.finish();
    },
  };
}

/** The host whose runs look their scores up, and whose machine is the one that measured. */
export function hostOfParts(host: Host, runner: Runner, machine: string | undefined): Host {
  return {
    ...host,
    async openPlan(plan, options) {
      const opened = await host.openPlan(plan, options);
      return { ...opened, runners: { ...opened.runners, choose: () => runner } };
    },
    machine: machine === undefined ? host.machine : async () => machineOf(machine),
  };
}

/** A machine from its text in a journal. */
function machineOf(text: string): { readonly device: string; readonly engine: string } {
  const comma = text.indexOf(', ');
  return { device: text.slice(0, comma), engine: text.slice(comma + 2) };
}

/** The evaluation of a line; undefined for all other lines, whose errors are another's to say. */
function quickEvaluation(line: string): EvaluationEntry | undefined {
  try {
    return readEvaluation(JSON.parse(line));
  } catch {
    return undefined;
  }
}

interface Reader {
  /** The scores of a job; lines before them that no job asks for are skipped. */
  take(job: Job): Evaluation;
  finish(): void;
}

function createReader({ where, lines }: Part): Reader {
  const source = lines()[Symbol.iterator]();
  let lineNumber = 0;
  let evaluations = 0;
  let counted: number | undefined;
  let text = '';
  let last: { readonly proxies: readonly string[]; readonly seconds: Evaluation['seconds'] } | undefined;
  /** Nothing takes time here: one record for all that ask for the same proxies. */
  const noSeconds = (proxies: readonly string[]): Evaluation['seconds'] => {
    if (last?.proxies !== proxies) last = { proxies, seconds: Object.fromEntries(proxies.map((proxy) => [proxy, 0])) };
    return last.seconds;
  };
  const next = (): EvaluationEntry | undefined => {
    for (;;) {
      const { value, done } = source.next();
      if (done === true) return undefined;
      lineNumber++;
      const entry = quickEvaluation(value) ?? parseEntry(`${where} line ${lineNumber}`, value);
      if (entry.type === 'done') counted = entry.evaluations;
      if (entry.type !== 'evaluation') continue;
      evaluations++;
      text = value;
      return entry;
    }
  };
  return {
    take({ candidate, name = candidateName(candidate), proxies }) {
      for (let entry = next(); entry !== undefined; entry = next()) {
        if (candidateName(entry.candidate) !== name) continue;
        const { scores, error } = entry;
        const wanted = proxies ?? Object.keys(scores);
        if (!wanted.every((proxy) => Object.hasOwn(scores, proxy))) continue;
        const seconds = noSeconds(wanted);
        if (wanted.length === Object.keys(scores).length) {
          const line = `${text}\n`;
          return error === undefined ? { scores, seconds, line } : { scores, seconds, error, line };
        }
        const kept = Object.entries(scores).filter(([proxy]) => wanted.includes(proxy));
        return { scores: Object.fromEntries(kept), seconds, ...(error === undefined ? {} : { error }) };
      }
      throw dataError(where, {
        expected: `the scores of ${quote(name, 200)}`,
        got: 'none',
        hint: 'the part is damaged, or made by another program: make it again in another folder',
        code: 'damaged',
      });
    },
    finish() {
      while (next() !== undefined);
      if (counted !== evaluations)
        throw dataError(where, {
          expected: `${counted ?? 'a last line that counts the'} evaluations`,
          got: String(evaluations),
          code: 'damaged',
        });
    },
  };
}
