/** Learns from a few networks with known accuracies, and names those to train next. */
import { fitNetworks, nextNetworks } from 'assay/node';

const { fitted } = await fitNetworks('nas-bench-201', { known: 'accuracies.csv' });
console.log('cross-validated tau', fitted.quality.tau);
const { networks } = await nextNetworks('nas-bench-201', { model: fitted, count: 3, pool: 100 });
for (const { architecture, accuracy, deviation } of networks) console.log(architecture, accuracy, deviation);
