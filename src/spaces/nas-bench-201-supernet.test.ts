import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { openSearcher } from '../searchers/open-searcher.js';
import { openSpace } from './index.js';

const supernets = openSpace('nas-bench-201-supernet:C=2:N=1:size=8');
const cells = openSpace('nas-bench-201:C=2:N=1:size=8');
const cost = (space: typeof supernets, text: string) => space.cost?.(space.decode(text));

describe('the supernet of NAS-Bench-201', () => {
  it('with one operator an edge is the cell, with its cost, topology and network', () => {
    const rng = createRng(5, 'supernets');
    for (let i = 0; i < 20; i++) {
      const text = cells.encode(cells.sample(rng));
      expect(cost(supernets, `supernet:${text}`)).toEqual(cost(cells, text));
      const [pruned, cell] = [supernets.decode(`supernet:${text}`), cells.decode(text)];
      expect(supernets.topology?.(pruned).cells).toEqual(cells.topology?.(cell).cells);
      expect(supernets.build(pruned).nodes).toEqual(cells.build(cell).nodes);
    }
  });

  it('is suggested for its old name', () => {
    expect(() => openSpace('nas-bench-201-whole')).toThrow('(did you mean "nas-bench-201-supernet"?)');
  });

  it('distinguishes functions as the benchmark does', () => {
    const rng = createRng(6, 'supernets');
    const forms = new Map<string, string>();
    for (let i = 0; i < 2000; i++) {
      const text = cells.encode(cells.sample(rng));
      const form = supernets.canonical(supernets.decode(`supernet:${text}`));
      const own = cells.canonical(cells.decode(text));
      expect(forms.get(own) ?? form).toBe(form);
      forms.set(own, form);
    }
  });

  it('is pruned choice by choice until one is left in each place', () => {
    const { searcher } = openSearcher('prune', { domain: supernets, seed: 0 });
    let asked = 0;
    let last = '';
    for (let ask = searcher.ask(Infinity); ask?.kind === 'genotypes'; ask = searcher.ask(Infinity)) {
      asked += ask.genotypes.length;
      last = supernets.encode(ask.genotypes.at(-1));
      searcher.tell(ask.genotypes.map((genotype) => ({ genotype, objectives: [supernets.cost?.(genotype).macs ?? 0] })));
    }
    expect(asked).toBe(6 * (4 + 3 + 2) + 1);
    // What costs least is missed least, so the most expensive stays.
    expect(last).toBe('supernet:|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|');
  });
});
