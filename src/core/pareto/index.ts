export { crowdingDistances } from './crowding-distances.js';
export { dominates, dominationRanks } from './domination.js';
export { frontOf, type FrontObjective } from './front-of.js';
export { hypervolume } from './hypervolume.js';
export { kneePoint } from './knee-point.js';
export { paretoFront } from './pareto-front.js';
export { chebyshev, normalize, rangesOf, weightedSum, type Range } from './scalarize.js';
