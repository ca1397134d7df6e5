import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { openSearcher } from '../searchers/open-searcher.js';
import { openSpace } from './index.js';

const wholes = openSpace('nas-bench-201-whole:C=2:N=1:size=8');
const cells = openSpace('nas-bench-201:C=2:N=1:size=8');
const cost = (space: typeof wholes, text: string) => space.cost?.(space.decode(text));

describe('a whole of NAS-Bench-201', () => {
  it('with one operator an edge is the cell, with its cost, topology and network', () => {
    const rng = createRng(5, 'wholes');
    for (let i = 0; i < 20; i++) {
      const text = cells.encode(cells.sample(rng));
      expect(cost(wholes, `whole:${text}`)).toEqual(cost(cells, text));
      const [whole, cell] = [wholes.decode(`whole:${text}`), cells.decode(text)];
      expect(wholes.topology?.(whole)).toEqual(cells.topology?.(cell));
      expect(wholes.build(whole).nodes).toEqual(cells.build(cell).nodes);
    }
  });

  it('tells functions apart as the benchmark does', () => {
    const rng = createRng(6, 'wholes');
    const forms = new Map<string, string>();
    for (let i = 0; i < 2000; i++) {
      const text = cells.encode(cells.sample(rng));
      const form = wholes.canonical(wholes.decode(`whole:${text}`));
      const own = cells.canonical(cells.decode(text));
      expect(forms.get(own) ?? form).toBe(form);
      forms.set(own, form);
    }
  });

  it('is pruned choice by choice until one a place is left', () => {
    const { searcher } = openSearcher('prune', { domain: wholes, seed: 0 });
    let asked = 0;
    let last = '';
    for (let ask = searcher.ask(Infinity); ask?.kind === 'genotypes'; ask = searcher.ask(Infinity)) {
      asked += ask.genotypes.length;
      last = wholes.encode(ask.genotypes.at(-1));
      searcher.tell(ask.genotypes.map((genotype) => ({ genotype, objectives: [wholes.cost?.(genotype).macs ?? 0] })));
    }
    expect(asked).toBe(6 * (4 + 3 + 2) + 1);
    // What costs least is missed least, so the dearest stays.
    expect(last).toBe('whole:|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|');
  });
});
