/** What a user has filled in, and the search that it asks for. */
import { defaultEffort, efforts, type Effort, type OptionSpecs, type SearchChoices } from 'assay';

/** An id with those of its options that were filled in, as text. */
export interface SpecChoice {
  readonly id: string;
  readonly options: { readonly [name: string]: string };
}

/** How architectures are judged: the rule of an effort, or named proxies. */
export type JudgementChoice = Effort | 'named';

/** The form; an empty text leaves the choice to Assay. */
export interface SearchForm {
  readonly space: SpecChoice;
  readonly judgement: JudgementChoice;
  readonly proxies: readonly SpecChoice[];
  /** Without an id, the default of the space. */
  readonly searcher: SpecChoice;
  readonly budget: string;
  readonly seconds: string;
  readonly where: string;
  readonly objectives: readonly string[];
  readonly combine: string;
  readonly data: string;
  readonly batch: string;
  readonly imageSize: string;
  readonly seed: string;
  readonly init: string;
  /** What runs networks; empty, the processor. */
  readonly device: '' | 'webgpu' | 'cuda';
  readonly name: string;
}

/** A form with nothing filled in but the space. */
export const emptyForm: SearchForm = {
  space: { id: 'nas-bench-201', options: {} },
  judgement: defaultEffort,
  proxies: [],
  searcher: { id: '', options: {} },
  budget: '',
  seconds: '',
  where: '',
  objectives: [],
  combine: '',
  data: '',
  batch: '',
  imageSize: '',
  seed: '',
  init: '',
  device: '',
  name: '',
};

/** `id:key=value`, with the options that differ from their defaults. */
export function specText({ id, options }: SpecChoice, specs: OptionSpecs = {}): string {
  const given = Object.entries(options).filter(([name, value]) => value !== '' && value !== String(specs[name]?.default ?? ''));
  return [id, ...given.map(([name, value]) => `${name}=${value}`)].join(':');
}

interface Tables {
  readonly spaces: readonly Listed[];
  readonly proxies: readonly Listed[];
  readonly searchers: readonly Listed[];
}

/** What has an id and options. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly options: OptionSpecs;
}

/** The choices of a form. A number that is none stays NaN, which the check of the search names. */
export function choicesOfForm(form: SearchForm, { spaces, proxies, searchers }: Tables): SearchChoices {
  const optionsOf = (list: readonly Listed[], { id }: SpecChoice): OptionSpecs =>
    list.find((entry) => entry.id === id)?.options ?? {};
  const number = (text: string): number => Number(text.replaceAll(',', ''));
  const effort = efforts.find((known) => known === form.judgement && known !== defaultEffort);
  const { space, judgement, searcher, budget, seconds, where, objectives, combine, data, batch, imageSize, seed, init, device } =
    form;
  return {
    space: specText(space, optionsOf(spaces, space)),
    ...(judgement === 'named' && form.proxies.length > 0
      ? { proxies: form.proxies.map((proxy) => specText(proxy, optionsOf(proxies, proxy))) }
      : {}),
    ...(effort === undefined ? {} : { effort }),
    ...(searcher.id === '' ? {} : { searcher: specText(searcher, optionsOf(searchers, searcher)) }),
    ...(budget.trim() === '' ? {} : { budget: number(budget) }),
    ...(seconds.trim() === '' ? {} : { seconds: number(seconds) }),
    ...(where.trim() === '' ? {} : { where }),
    ...(objectives.length === 0 ? {} : { objectives }),
    ...(combine.trim() === '' ? {} : { combine }),
    ...(data === '' ? {} : { data }),
    ...(batch.trim() === '' ? {} : { batch: number(batch) }),
    ...(imageSize.trim() === '' ? {} : { imageSize: number(imageSize) }),
    ...(seed.trim() === '' ? {} : { seed: number(seed) }),
    ...(init === '' ? {} : { init }),
    ...(device === '' ? {} : { device }),
  };
}
