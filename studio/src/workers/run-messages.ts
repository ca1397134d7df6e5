/** What the page asks the worker that reads journals, and what it answers. */
import type { ReportParts, SettingRow } from 'assay';

/** A question; the answer to `view` is a `RunView`, to `over` a `LaidOver`. */
export type RunQuestion =
  | { readonly kind: 'append'; readonly name: string; readonly text: string; readonly isFresh: boolean }
  | { readonly kind: 'view'; readonly name: string }
  | { readonly kind: 'over'; readonly names: readonly string[] };

/** An answer: a value, or why there is none. */
export type RunAnswer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string };

/** A run as it is shown. */
export interface RunView {
  readonly evaluations: number;
  /** The most evaluations that it will have. */
  readonly expected?: number;
  readonly settings: readonly SettingRow[];
  /** The command that does the same. */
  readonly command?: string;
  readonly parts?: ReportParts;
  readonly frontSize?: number;
  /** Why there is nothing to show. */
  readonly problem?: string;
}
