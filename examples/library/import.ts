/** Reads a file of accuracies, as its authors publish it, into a table. */
import { openSpace } from 'assay';
import { importFile } from 'assay/node';

const { tables, notes } = await importFile('accuracies.csv', { format: 'csv', space: openSpace('nas-bench-201') });
for (const { imported } of tables) console.log(imported.manifest.space, imported.manifest.rows, notes);
