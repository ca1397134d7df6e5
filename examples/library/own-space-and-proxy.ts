/** Defines a space and a proxy, and uses both in a search. */
import { defineProxy, defineSpace, openSearch, scored } from 'assay';

const conv = (net, x, { channels }) => net.convBn(net.relu(x), { channels, kernel: 3 });
const ops = { none: {}, skip: { layer: (net, x) => x }, conv: { layer: conv } };
const cell = { input: [3, 32, 32], nodes: 4, stages: [8], cells: 1, ops, end: (net, x) => net.classifier(x, 10) };
const about = { id: 'size', title: 'Params', paper: '-', direction: 'higher', evidence: 'cost', seeded: false };
const how = { sharedByCanonical: true, options: {}, requests: () => [{ kind: 'cost' }] };
const proxy = defineProxy({ ...about, ...how, score: (evidence) => scored(evidence.get({ kind: 'cost' }).value.params) });
const request = { space: defineSpace({ id: 'mine', title: 'Mine', cell }), proxies: [proxy], searcher: 'random', budget: 20 };
console.log((await (await openSearch(request)).run()).best(3));
