export { liveEdges } from '../arch/live-edges.js';
