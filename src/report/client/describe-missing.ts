import type { ChosenAxis } from './chooser.js';

/** What the text says about an axis. */
type Axis = Pick<ChosenAxis, 'column' | 'mode'>;

/**
 * How many points have no value on an axis, and where they are: at "none" beside the axis where the other axis has a value,
 * nowhere where neither has one. Empty where all points are drawn.
 */
export function describeMissing(x: Axis, y: Axis): string {
  const sentence = ({ column, mode }: Axis, other: Axis): string => {
    const { values, missing, title } = column;
    if (missing === 0) return '';
    const count = `${missing.toLocaleString('en')} of ${values.length.toLocaleString('en')} have no ${title}`;
    let shown = 0;
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]) && !Number.isNaN(other.column.values[i])) shown++;
    const at = `at “none”, outside the ${mode === 'rank' ? 'ranks' : 'values'}`;
    if (shown === 0) return `${count}: they are not drawn.`;
    if (shown === missing) return `${count}: they stand ${at}.`;
    return `${count}: ${shown.toLocaleString('en')} of them stand ${at}, the others are not drawn.`;
  };
  return [...new Set([sentence(y, x), sentence(x, y)])].filter(Boolean).join(' ');
}
