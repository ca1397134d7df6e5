/** The screen Papers: all of them, or the figures of one, as the address says. */
import { papers, readFigures, type FigureResult } from 'assay';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { errorLine } from '../../error-line.js';
import { ask, isStaticSite } from '../../server.js';
import { route } from '../../route.js';
import { followRuns } from '../../runs.js';
import { PaperList } from './paper-list.js';
import { PaperPage } from './paper-page.js';
import './papers.css';

/** A file of results. */
export interface Results {
  readonly name: string;
  readonly changedAt: string;
  readonly figures: readonly FigureResult[];
  readonly problem?: string;
}

/** The newest first: those of the folder, and those that were opened here. */
export const results = signal<readonly Results[]>([]);

/** The screen Papers. */
export function Papers() {
  useEffect(() => {
    if (isStaticSite) return;
    followRuns();
    ask<{ files: readonly Results[] }>('figures').then(
      ({ files }) =>
        (results.value = [...results.value.filter(({ name }) => !files.some((file) => file.name === name)), ...files]),
      () => undefined,
    );
  }, []);
  const { path } = route.value;
  const paper = papers.find(({ id }) => id === path);
  return (
    <>
      {paper === undefined ? <PaperList /> : <PaperPage paper={paper} />}
      <OpenFile />
    </>
  );
}

/** Opens a file of results in the page: nothing leaves the machine. */
function OpenFile() {
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      const figures = readFigures(file.name, await file.text());
      results.value = [{ name: file.name, changedAt: new Date(file.lastModified).toISOString(), figures }, ...results.value];
      setFailure(undefined);
    } catch (error) {
      setFailure(errorLine(error));
    }
  };
  return (
    <section class="open-results">
      <label for="open-results">Open results of assay reproduce --json</label>
      <input
        id="open-results"
        type="file"
        accept=".json,.jsonl,.ndjson"
        onChange={({ currentTarget }) => void open(currentTarget.files?.[0])}
      />
      {failure !== undefined && (
        <p class="problem" role="alert">
          {failure}
        </p>
      )}
    </section>
  );
}
