/** Every single change, best first, each one click away. */
import { compactCount, type PlaceChanges } from 'assay';
import { useState } from 'preact/hooks';
import { SortableTable, type Column } from '../../components/sortable-table.js';
import { gainText, heatColour } from './heat.js';

interface AllChangesProps {
  readonly places: readonly PlaceChanges[];
  /** They belong to the cell before: they stay until its own are there, so that nothing jumps. */
  readonly isStale: boolean;
  readonly onApply: (text: string) => void;
}

/** Rows shown before a user asks for all. */
const few = 12;

export interface RankedChange {
  readonly place: string;
  readonly current: string;
  readonly change: PlaceChanges['changes'][number];
}

/** All changes from the best gain to the worst; those not judged last. */
export function rankChanges(places: readonly PlaceChanges[]): RankedChange[] {
  return places
    .flatMap(({ name, current, changes }) => changes.map((change) => ({ place: name, current, change })))
    .sort((a, b) => (b.change.gain ?? -Infinity) - (a.change.gain ?? -Infinity));
}

/** The table of changes. */
export function AllChanges({ places, isStale, onApply }: AllChangesProps) {
  const [isAll, setAll] = useState(false);
  const ranked = rankChanges(places);
  return (
    <section aria-busy={isStale}>
      <h2>Every single change ({ranked.length})</h2>
      <SortableTable
        label="Every single change"
        rows={isAll ? ranked : ranked.slice(0, few)}
        columns={columnsOf(isStale, onApply)}
        keyOf={({ place, change }) => `${place} ${change.choice}`}
      />
      {ranked.length > few && (
        <button type="button" onClick={() => setAll(!isAll)} aria-expanded={isAll}>
          {isAll ? `Show the best ${few}` : `Show all ${ranked.length}`}
        </button>
      )}
    </section>
  );
}

function columnsOf(isStale: boolean, onApply: AllChangesProps['onApply']): readonly Column<RankedChange>[] {
  return [
    { key: 'place', head: 'Place', show: ({ place }) => place, sortBy: ({ place }) => place },
    { key: 'from', head: 'From', show: ({ current }) => <code>{current}</code>, sortBy: ({ current }) => current },
    { key: 'to', head: 'To', show: ({ change }) => <code>{change.choice}</code>, sortBy: ({ change }) => change.choice },
    {
      key: 'gain',
      head: 'Points won',
      isNumber: true,
      show: ({ change }) => (
        <>
          <span class="heat" style={{ background: heatColour(change.gain) }} aria-hidden="true" /> {gainText(change.gain)}
        </>
      ),
      sortBy: ({ change }) => change.gain,
    },
    {
      key: 'params',
      head: 'Params',
      isNumber: true,
      show: ({ change }) => compactCount(change.quantities['params'] ?? NaN),
      sortBy: ({ change }) => change.quantities['params'],
    },
    {
      key: 'macs',
      head: 'MACs',
      isNumber: true,
      show: ({ change }) => compactCount(change.quantities['macs'] ?? NaN),
      sortBy: ({ change }) => change.quantities['macs'],
    },
    {
      key: 'apply',
      head: 'Do',
      show: ({ place, current, change }) => (
        <button
          type="button"
          disabled={isStale}
          aria-label={`Apply: ${place} from ${current} to ${change.choice}`}
          onClick={() => onApply(change.text)}
        >
          Apply
        </button>
      ),
    },
  ];
}
