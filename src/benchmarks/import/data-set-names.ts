/** The short names of data sets, as tables use them in column names. */
export const dataSets: { readonly [published: string]: { readonly short: string; readonly title: string } } = {
  'cifar10-valid': { short: 'c10v', title: 'CIFAR-10, trained on half' },
  cifar10: { short: 'c10', title: 'CIFAR-10' },
  cifar100: { short: 'c100', title: 'CIFAR-100' },
  'ImageNet16-120': { short: 'in16', title: 'ImageNet16-120' },
};

/** The title of a short name; an unknown name is its own title. */
export function dataSetTitle(short: string): string {
  return Object.values(dataSets).find((set) => set.short === short)?.title ?? short;
}
