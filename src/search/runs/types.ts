/** A folder of runs, seen from outside: what the studio lists. */
import type { RunSettings } from '../journal/types.js';

/**
 * `starting`: no journal yet. `live`: a process writes it. `finished`: its journal has an end. `interrupted`: it has none, and nobody writes it.
 * `failed`: it ended with an error. `foreign`: a journal that this Assay cannot read.
 */
export type RunState = 'starting' | 'live' | 'finished' | 'interrupted' | 'failed' | 'foreign';

/** One run of a folder of runs. */
export interface RunRow {
  /** Its folder, relative to the folder of runs, with slashes. */
  readonly name: string;
  readonly state: RunState;
  /** One line: why it failed or cannot be read, or who writes it. */
  readonly line?: string;
  readonly settings?: RunSettings;
  /** Lines of the journal that hold scores. */
  readonly evaluations: number;
  /** Of the journal, up to its last complete line. */
  readonly bytes: number;
  /** When its folder and its journal were made and last written, as ISO texts. */
  readonly startedAt: string;
  readonly changedAt: string;
  /** Whether a process of this machine writes it, which can be asked to stop. */
  readonly canStop: boolean;
  /** Why the studio cannot go on with it; undefined where it can. */
  readonly cannotResume?: string;
}
