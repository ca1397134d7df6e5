/** The meaning of a published table's columns, as data. A new table adds a file like `nas-bench-201-format.ts` and a line in `table-formats.ts`. */

/** A column of accuracies. */
export interface TargetColumn {
  /** The name in rows of results: data set and split, `c10-test`. */
  readonly name: string;
  readonly column: string;
  /** A title with the unit: `CIFAR-10 test accuracy (%)`. */
  readonly label: string;
  /** Whether it is a default target. */
  readonly byDefault: boolean;
}

export interface TableFormat {
  readonly id: string;
  readonly title: string;
  /** The id of the space of its architectures. */
  readonly space: string;
  /** The column of published strings. */
  readonly architecture: string;
  /** Accuracies in percent. */
  readonly targets: readonly TargetColumn[];
}
