/** Every single change, best first, each one click away. */
import { compactCount, type PlaceChanges } from 'assay';
import { useState } from 'preact/hooks';
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
      <div class="scrolls" tabIndex={0} role="region" aria-label="Every single change; scrolls sideways on a narrow screen">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Points won</th>
              <th scope="col">Params</th>
              <th scope="col">MACs</th>
              <th scope="col">
                <span class="visually-hidden">Apply</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {ranked.slice(0, isAll ? ranked.length : few).map(({ place, current, change }) => (
              <tr key={`${place} ${change.choice}`}>
                <th scope="row">{place}</th>
                <td>
                  <code>{current}</code>
                </td>
                <td>
                  <code>{change.choice}</code>
                </td>
                <td class="number">
                  <span class="heat" style={{ background: heatColour(change.gain) }} aria-hidden="true" /> {gainText(change.gain)}
                </td>
                <td class="number">{compactCount(change.quantities['params'] ?? NaN)}</td>
                <td class="number">{compactCount(change.quantities['macs'] ?? NaN)}</td>
                <td>
                  <button
                    type="button"
                    disabled={isStale}
                    aria-label={`Apply: ${place} from ${current} to ${change.choice}`}
                    onClick={() => onApply(change.text)}
                  >
                    Apply
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {ranked.length > few && (
        <button type="button" onClick={() => setAll(!isAll)} aria-expanded={isAll}>
          {isAll ? `Show the best ${few}` : `Show all ${ranked.length}`}
        </button>
      )}
    </section>
  );
}
