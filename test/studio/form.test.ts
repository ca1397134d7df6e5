import { expect, it } from 'vitest';
import { proxies, searchArguments, searchers, shellLine, spaces } from '../../src/index.js';
import { choicesOfForm, emptyForm } from '../../studio/src/screens/search/form.js';

const tables = { spaces, proxies, searchers };

it('asks for nothing but the space where nothing is filled in', () => {
  expect(choicesOfForm(emptyForm, tables)).toEqual({ space: 'nas-bench-201' });
});

it('writes what is filled in as the command line does, without options that keep their defaults', () => {
  const choices = choicesOfForm(
    {
      ...emptyForm,
      space: { id: 'nas-bench-201', options: { C: '4', N: '5' } },
      judgement: 'named',
      proxies: [
        { id: 'sed', options: {} },
        { id: 'epsilon', options: { batch: '8' } },
      ],
      searcher: { id: 'evolution', options: {} },
      budget: '1e3',
      where: 'params<4e6',
      objectives: ['score', 'macs'],
      imageSize: '16',
      seed: '3',
      device: 'webgpu',
    },
    tables,
  );
  expect(shellLine(searchArguments(choices))).toBe(
    "search nas-bench-201:C=4 --proxy sed,epsilon:batch=8 --searcher evolution --budget 1000 --where 'params<4e6' --objective score,macs --image-size 16 --seed 3 --device webgpu",
  );
});

it('leaves a number that is none to the check of the search', () => {
  expect(choicesOfForm({ ...emptyForm, budget: 'many' }, tables).budget).toBeNaN();
});
