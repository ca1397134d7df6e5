/** Compares two proxies and their combination with a table's accuracies, with 95 % intervals. */
import { benchProxies } from 'assay/node';

const { rows } = await benchProxies('nas-bench-201', {
  table: 'accuracies.csv',
  targets: ['accuracy'],
  proxies: ['sed', 'params'],
  combine: 'rank-sum:sed=1:params=0.5',
  resamples: 200,
});
for (const { proxy, n, spearman, interval } of rows) console.log(proxy, n, spearman, interval?.spearman);
