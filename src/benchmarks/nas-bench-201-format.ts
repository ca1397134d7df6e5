/**
 * The table of NAS-Bench-201: means of v1.1 over the one to three seeds that a cell was trained with (`nb201_`), and means of NATS-Bench over
 * its seeds (`nats_`). The two differ on about 2,400 of the 15,625 cells: never mix them in one column.
 * Validation accuracies of CIFAR-10 come from training on the half of 25,000 images (`c10v`).
 */
import type { TableFormat } from './table-format.js';

export const nasBench201Format: TableFormat = {
  id: 'nas-bench-201',
  title: 'NAS-Bench-201 (Dong & Yang, ICLR 2020), accuracies after 200 epochs',
  space: 'nas-bench-201',
  architecture: 'arch',
  targets: [
    { name: 'c10-test', column: 'nb201_c10_test200', label: 'CIFAR-10 test accuracy (%)', byDefault: true },
    { name: 'c100-test', column: 'nb201_c100_test200', label: 'CIFAR-100 test accuracy (%)', byDefault: true },
    { name: 'in16-test', column: 'nb201_in16_test200', label: 'ImageNet16-120 test accuracy (%)', byDefault: true },
    { name: 'c10-val', column: 'nb201_c10v_val200', label: 'CIFAR-10 validation accuracy (%)', byDefault: false },
    { name: 'c100-val', column: 'nb201_c100_val200', label: 'CIFAR-100 validation accuracy (%)', byDefault: false },
    { name: 'in16-val', column: 'nb201_in16_val200', label: 'ImageNet16-120 validation accuracy (%)', byDefault: false },
    { name: 'nats-c10-test', column: 'nats_c10_test200', label: 'CIFAR-10 test accuracy, NATS-Bench (%)', byDefault: false },
    { name: 'nats-c100-test', column: 'nats_c100_test200', label: 'CIFAR-100 test accuracy, NATS-Bench (%)', byDefault: false },
    {
      name: 'nats-in16-test',
      column: 'nats_in16_test200',
      label: 'ImageNet16-120 test accuracy, NATS-Bench (%)',
      byDefault: false,
    },
  ],
};
