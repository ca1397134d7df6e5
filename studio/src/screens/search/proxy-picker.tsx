/** Proxies to choose from, found by typing, each with its options once it is chosen. */
import { evidenceLevels, proxies, proxyLevel } from 'assay';
import { useMemo, useState } from 'preact/hooks';
import type { SpecChoice } from './form.js';
import { SpecOptions } from './spec-options.js';

interface Props {
  readonly chosen: readonly SpecChoice[];
  onChange(chosen: readonly SpecChoice[]): void;
}

/** What a proxy of a default spec runs, in a word. */
function costOf(id: string): string {
  try {
    const { runs, isMeasured } = evidenceLevels[proxyLevel(id)];
    if (isMeasured) return 'measured';
    return runs === 'nothing' ? 'runs nothing' : runs === 'one-channel' ? 'one channel a layer' : 'runs the network';
  } catch {
    return '';
  }
}

/** The list, and the options of those that are ticked. */
export function ProxyPicker({ chosen, onChange }: Props) {
  const [sought, setSought] = useState('');
  const listed = useMemo(() => proxies.map(({ id, title, options }) => ({ id, title, options, cost: costOf(id) })), []);
  const words = sought.toLowerCase().trim();
  const shown = listed.filter(
    ({ id, title }) => chosen.some((choice) => choice.id === id) || `${id} ${title}`.toLowerCase().includes(words),
  );
  const toggle = (id: string): void =>
    onChange(
      chosen.some((choice) => choice.id === id) ? chosen.filter((choice) => choice.id !== id) : [...chosen, { id, options: {} }],
    );
  return (
    <div class="picker">
      <div class="field">
        <label for="find-proxy">Find a proxy</label>
        <input id="find-proxy" type="search" value={sought} onInput={({ currentTarget }) => setSought(currentTarget.value)} />
      </div>
      <ul class="proxies" tabIndex={0} aria-label="Proxies">
        {shown.map(({ id, title, options, cost }) => {
          const choice = chosen.find((one) => one.id === id);
          return (
            <li key={id}>
              <label>
                <input type="checkbox" checked={choice !== undefined} onChange={() => toggle(id)} />
                <span>
                  <strong>{id}</strong> <span class="cost">{cost}</span>
                  <small>{title}</small>
                </span>
              </label>
              {choice !== undefined && (
                <SpecOptions
                  of={id}
                  specs={options}
                  values={choice.options}
                  onChange={(values) => onChange(chosen.map((one) => (one.id === id ? { id, options: values } : one)))}
                />
              )}
            </li>
          );
        })}
        {shown.length === 0 && <li class="hint">No proxy has “{sought}” in its name: clear the field to see all.</li>}
      </ul>
    </div>
  );
}
