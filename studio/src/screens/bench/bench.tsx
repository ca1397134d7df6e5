/** The screen Cell and model bench: its two halves, cells and models, by the address. */
import { route, routeHash } from '../../route.js';
import { useEffect, useState } from 'preact/hooks';
import { CellBench } from './cell-bench.js';
import { ModelBench } from './model-bench.js';
import { fetchOwnSpaces, type OwnSpace } from '../../own-spaces.js';
import '../../styles/parts.css';
import './bench.css';

/** The screen Bench. */
export function Bench() {
  const { path, parameters } = route.value;
  const isModels = path === 'models';
  const [ownSpaces, setOwnSpaces] = useState<readonly OwnSpace[]>();
  useEffect(() => void fetchOwnSpaces().then(setOwnSpaces), []);
  const space = parameters.get('space') ?? ownSpaces?.[0]?.name ?? 'nas-bench-201';
  return (
    <>
      <h1>{isModels ? 'Model bench' : 'Cell bench'}</h1>
      <nav class="tabs" aria-label="Benches">
        <a href={routeHash('bench')} aria-current={isModels ? undefined : 'page'}>
          Cells
        </a>
        <a href={routeHash('bench', 'models')} aria-current={isModels ? 'page' : undefined}>
          Models
        </a>
      </nav>
      {isModels ? (
        <ModelBench />
      ) : (
        ownSpaces !== undefined && (
          <CellBench key={space} space={space} start={parameters.get('cell') ?? undefined} ownSpaces={ownSpaces} />
        )
      )}
    </>
  );
}
