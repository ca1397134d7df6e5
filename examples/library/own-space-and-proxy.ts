/** Defines a space and a proxy, and uses both in a search. */
import { defineProxy, defineSpace, openSearch, scored, type CellOp, type CellPlan, type EvidenceAnswer } from 'assay';

const conv: CellOp = { layer: (net, x, { channels }) => net.convBn(net.relu(x), { channels, kernel: 3 }) };
const body = { input: [3, 32, 32], nodes: 4, stages: [8], cells: 1, ops: { none: {}, conv } } as const;
const cell: CellPlan = { ...body, end: (net, x) => net.classifier(x, 10) };
const scoreOf = (cost: EvidenceAnswer<'cost'>) => (cost.ok ? scored(cost.value.params) : cost);
const size = { id: 'size', title: 'Params', paper: '-', direction: 'higher', seeded: false, sharedByCanonical: true } as const;
const how = { options: {}, requests: () => [{ kind: 'cost' } as const] };
const proxies = [defineProxy({ ...size, ...how, score: (evidence) => scoreOf(evidence.get({ kind: 'cost' })) })];
const request = { space: defineSpace({ id: 'mine', title: 'Mine', cell }), proxies, searcher: 'random', budget: 20 };
console.log((await (await openSearch(request)).run()).best(3));
