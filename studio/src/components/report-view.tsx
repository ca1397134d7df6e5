/** The sections of a report, alive: the same drawings, plots and tables as in the page that `assay report` writes. */
import type { ReportParts } from 'assay';
import { mountReport } from 'assay/browser';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Shows the parts; new parts of the same run keep what the reader chose in the plots, and the place of the page. */
export function ReportView({ parts }: { readonly parts: ReportParts }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const chosen = readChoices(root);
    const { scrollY } = window;
    // The library escapes everything that is put into a section.
    root.innerHTML = parts.header + parts.sections;
    keepChoices(root, chosen);
    const live = mountReport(root, parts.points);
    window.scrollTo({ top: scrollY, behavior: 'instant' });
    return () => live.destroy();
  }, [parts]);
  return <div class="report" ref={place} />;
}

/** What was chosen in each figure, in their order, and the colour. */
interface Choices {
  readonly figures: readonly DOMStringMap[];
  readonly colour: string | undefined;
}

function readChoices(root: HTMLElement): Choices {
  return {
    figures: Array.from(root.querySelectorAll<HTMLElement>('figure.plot'), ({ dataset }) => ({ ...dataset })),
    colour: root.querySelector<HTMLSelectElement>('#colour-by')?.value,
  };
}

function keepChoices(root: HTMLElement, { figures, colour }: Choices): void {
  root.querySelectorAll<HTMLElement>('figure.plot').forEach((figure, i) => Object.assign(figure.dataset, figures[i] ?? {}));
  const select = root.querySelector<HTMLSelectElement>('#colour-by');
  if (select !== null && colour !== undefined) select.value = colour;
}
