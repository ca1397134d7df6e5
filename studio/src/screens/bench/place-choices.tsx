/** The alternatives at one place as a list box: arrow keys move, Enter or a click applies. */
import type { PlaceChanges } from 'assay';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { gainText, heatColour } from './heat.js';

interface PlaceChoicesProps {
  readonly place: PlaceChanges;
  readonly onApply: (text: string) => void;
}

/** What a place may hold. */
export function PlaceChoices({ place, onApply }: PlaceChoicesProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(0);
  useEffect(() => {
    setActive(0);
    list.current?.focus({ preventScroll: true });
  }, [place.name]);
  const { changes } = place;
  const move = (event: KeyboardEvent): void => {
    const steps: { readonly [key: string]: number } = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: changes.length - 1,
    };
    const next = steps[event.key];
    const here = changes[active];
    if (next !== undefined) setActive(Math.max(0, Math.min(changes.length - 1, next)));
    else if ((event.key === 'Enter' || event.key === ' ') && here !== undefined) onApply(here.text);
    else return;
    event.preventDefault();
  };
  return (
    <div class="place-choices">
      <h3 id={`${id}-name`}>
        {place.name}: <code>{place.current}</code>
      </h3>
      <ul
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-labelledby={`${id}-name`}
        aria-activedescendant={`${id}-${active}`}
        onKeyDown={move}
      >
        {changes.map(({ choice, text, gain, standing }, i) => (
          <li
            key={choice}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            class={i === active ? 'active' : ''}
            onClick={() => onApply(text)}
            onMouseEnter={() => setActive(i)}
          >
            <span class="heat" style={{ background: heatColour(gain) }} aria-hidden="true" />
            <code>{choice}</code>
            <span class="gain">{gain === undefined ? '…' : gainText(gain)}</span>
            <span class="hint">{standing === undefined ? '' : `beats ${standing.percentile.toFixed(1)} %`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
