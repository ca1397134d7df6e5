/** The controls of one axis: which column it shows, and whether linearly, by logarithm or by rank. */
import { allowsLog, axisModes, defaultMode, type AxisMode } from './axis.js';
import type { Column } from './columns.js';

/** What one axis shows; the chooser changes it. */
export interface ChosenAxis {
  readonly name: 'x' | 'y';
  readonly choices: readonly Column[];
  column: Column;
  mode: AxisMode;
}

/** A column chooser (where there is a choice) and three buttons; `changed` is called after every change. */
export function createChooser(side: ChosenAxis, changed: () => void): HTMLElement {
  const group = document.createElement('span');
  group.className = 'chooser';
  const label = document.createElement('label');
  const select = document.createElement('select');
  label.append(`${side.name} `, ...(side.choices.length > 1 ? [select] : []));
  for (const column of side.choices) select.add(new Option(column.title, column.key, false, column === side.column));
  const modes = document.createElement('span');
  modes.className = 'modes';
  modes.setAttribute('role', 'group');
  modes.setAttribute('aria-label', `scale of the ${side.name} axis`);
  const buttons = axisModes.map((mode) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = mode;
    button.addEventListener('click', () => {
      side.mode = mode;
      update();
      changed();
    });
    return { mode, button };
  });
  modes.append(...buttons.map(({ button }) => button));
  const update = (): void => {
    for (const { mode, button } of buttons) {
      button.setAttribute('aria-pressed', String(mode === side.mode));
      button.disabled = mode === 'log' && !allowsLog(side.column);
      button.title = button.disabled ? 'some values are zero or negative' : '';
    }
  };
  select.addEventListener('change', () => {
    side.column = side.choices.find(({ key }) => key === select.value) as Column;
    side.mode = defaultMode(side.column);
    update();
    changed();
  });
  update();
  group.append(label, modes);
  return group;
}
