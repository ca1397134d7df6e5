/** The report's script: reads the points from the page and brings it to life. */
import { mountReport } from './mount-report.js';

const started = performance.now();
mountReport(document, document.getElementById('points')?.textContent ?? '');

// uPlot paints after the running script: bench/report reads this measure.
setTimeout(() => performance.measure('report drawn', { start: started }));

document.documentElement.classList.add('ready');
