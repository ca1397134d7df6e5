/** The spaces of the user for the form: what each file says of its space, read by the worker that checks searches. */
import { useEffect, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { fetchOwnSpaces, type OwnSpace } from '../../own-spaces.js';
import type { Caller } from '../../workers/calls.js';
import type { SearchCalls } from '../../workers/search-worker.js';
import type { Listed } from './form.js';

/** A space of the user with its table of options. */
export type OwnListed = Listed & OwnSpace & { readonly paper: string };

/** The spaces, and a line for each file that cannot be used. */
export interface OwnSpaces {
  readonly spaces: readonly OwnListed[];
  readonly problems: readonly string[];
}

/** None before they are read. */
export function useOwnSpaces(worker: Caller<SearchCalls>): OwnSpaces {
  const [found, setFound] = useState<OwnSpaces>({ spaces: [], problems: [] });
  useEffect(() => {
    const read = async (): Promise<void> => {
      const spaces: OwnListed[] = [];
      const problems: string[] = [];
      for (const own of await fetchOwnSpaces())
        try {
          spaces.push({ id: own.name, ...own, ...(await worker.call('describe', { space: own.name, module: own.module })) });
        } catch (error) {
          problems.push(`${own.name}: ${errorLine(error)}`);
        }
      setFound({ spaces, problems });
    };
    void read();
  }, []);
  return found;
}
