/** What a published table's columns mean, as data. A new table adds a file like `nas-bench-201-format.ts` and a line in `table-formats.ts`. */

/** A column of accuracies. */
export interface TargetColumn {
  /** What rows of results are named by: data set and split, `c10-test`. */
  readonly name: string;
  readonly column: string;
  /** For people, with the unit: `CIFAR-10 test accuracy (%)`. */
  readonly label: string;
  /** Taken when no target is asked for. */
  readonly byDefault: boolean;
}

export interface TableFormat {
  readonly id: string;
  readonly title: string;
  /** The id of the space whose architectures it lists. */
  readonly space: string;
  /** The column of published strings. */
  readonly architecture: string;
  /** Accuracies in percent. */
  readonly targets: readonly TargetColumn[];
}
