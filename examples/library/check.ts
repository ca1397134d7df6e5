/** Says whether scores rank a space, from a few networks with known accuracies. */
import { checkProxies } from 'assay/node';

const { rows } = await checkProxies('nas-bench-201', { known: 'accuracies.csv', proxies: ['field', 'sed'] });
for (const { proxy, tau, interval, verdict } of rows) console.log(proxy, tau, interval, verdict.text);
