/** The frame around the screens: the bar that leads to each of them, and the screen of the address. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorLine } from './error-line.js';
import { cannotKeep } from './offline.js';
import { route } from './route.js';
import { screens, type Screen } from './screen.js';
import { connection, isStaticSite } from './server.js';

/** The page. */
export function App() {
  const shown = screens.filter(({ isStatic }) => isStatic || !isStaticSite);
  const screen = shown.find(({ id }) => id === route.value.screen) ?? shown[0];
  return (
    <>
      <header class="bar">
        <a class="skip" href="#main" onClick={focusMain}>
          Skip to the content
        </a>
        <span class="brand">Assay studio</span>
        <nav aria-label="Screens">
          {shown.map(({ id, name, purpose }) => (
            <a key={id} href={`#${id}`} title={purpose} aria-current={id === screen?.id ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      {connection.value !== undefined && (
        <p class="banner" role="alert">
          {connection.value}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {cannotKeep.value !== undefined && (
          <p class="hint" role="status">
            {cannotKeep.value}
          </p>
        )}
        {screen !== undefined && <Loaded key={screen.id} screen={screen} />}
      </main>
    </>
  );
}

function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** A screen once its code is here. */
function Loaded({ screen }: { readonly screen: Screen }) {
  const [view, setView] = useState<{ readonly component?: ComponentType; readonly failure?: string }>({});
  useEffect(() => {
    document.title = `${screen.name} · Assay studio`;
    screen.load().then(
      (component) => setView({ component }),
      (error: unknown) => setView({ failure: errorLine(error) }),
    );
  }, [screen]);
  if (view.failure !== undefined) return <p role="alert">This screen could not be loaded: {view.failure}. Reload the page.</p>;
  return view.component === undefined ? <p class="hint">Loading …</p> : <view.component />;
}
