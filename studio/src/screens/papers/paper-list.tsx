/** All papers, with what of each was reproduced. */
import { papers } from 'assay';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { routeHash } from '../../route.js';
import { results } from './papers.js';
import { seePaper, type SeenPaper } from './paper-counts.js';

const columns: readonly Column<SeenPaper>[] = [
  {
    key: 'id',
    head: 'Paper',
    show: ({ paper }) => <a href={routeHash('papers', paper.id)}>{paper.id}</a>,
    sortBy: ({ paper }) => paper.id,
  },
  { key: 'title', head: 'What it proposes', show: ({ paper }) => paper.title, sortBy: ({ paper }) => paper.title },
  { key: 'cite', head: 'Reference', show: ({ paper }) => paper.paper, sortBy: ({ paper }) => paper.paper },
  {
    key: 'tables',
    head: 'Tables',
    show: ({ paper }) => [...new Set(paper.experiments.map(({ table }) => table))].join(', '),
  },
  { key: 'published', head: 'Numbers', isNumber: true, show: ({ published }) => published, sortBy: ({ published }) => published },
  {
    key: 'within',
    head: 'Reproduced',
    isNumber: true,
    show: ({ from, compared, within }) =>
      from === undefined ? 'not computed' : compared === 0 ? '–' : `${within} of ${compared}`,
    sortBy: ({ from, compared, within }) => (from === undefined || compared === 0 ? undefined : within / compared),
  },
];

/** The list. */
export function PaperList() {
  const seen = papers.map((paper) => seePaper(paper, results.value));
  const computed = seen.filter(({ from }) => from !== undefined);
  const [within, compared] = [
    computed.reduce((sum, one) => sum + one.within, 0),
    computed.reduce((sum, one) => sum + one.compared, 0),
  ];
  const problems = results.value.filter(({ problem }) => problem !== undefined);
  return (
    <>
      <h1>Papers</h1>
      <p class="lead">
        {computed.length === 0
          ? `${seen.length} papers; none of their numbers were computed here yet.`
          : `${seen.length} papers; of the ${computed.length === 1 ? 'one that was' : `${computed.length} that were`} computed here, ${within} of ${compared} numbers lie within their tolerance.`}
      </p>
      {computed.length === 0 && (
        <p class="hint">
          Open a paper: it has its numbers, and the command that computes ours. Save what it prints in the folder of the studio,
          or open it below.
        </p>
      )}
      {problems.map(({ name, problem }) => (
        <p key={name} class="problem">
          {problem}
        </p>
      ))}
      <SortableTable label="Papers" rows={seen} columns={columns} keyOf={({ paper }) => paper.id} />
    </>
  );
}
