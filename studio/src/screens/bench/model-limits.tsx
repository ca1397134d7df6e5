/** Limits on models: the field where they are typed, and bars of what each model has of them. */
import { compactCount, meetsBound, quantityIds, type LimitBound } from 'assay';
import { useId } from 'preact/hooks';
import { withoutPlace } from '../../error-line.js';

interface LimitsFieldProps {
  readonly value: string;
  /** Why the limits cannot be read, with a caret under the place. */
  readonly problem: string | undefined;
  /** Called when the text is complete: with Enter, or when the field is left. */
  readonly onChange: (text: string) => void;
}

/** The field of limits. */
export function LimitsField({ value, problem, onChange }: LimitsFieldProps) {
  const id = useId();
  return (
    <div class="limits">
      <label for={id}>Limits</label>
      <input
        id={id}
        value={value}
        placeholder="macs<60M and peakBytes:bits=8<256kB"
        spellcheck={false}
        aria-invalid={problem !== undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <small>over {quantityIds.join(', ')}; press Enter</small>
      {problem !== undefined && (
        <pre class="problem" role="alert">
          {withoutPlace(problem)}
        </pre>
      )}
    </div>
  );
}

interface LimitBarProps {
  readonly bound: LimitBound;
  /** Undefined where it cannot be counted. */
  readonly value: number | undefined;
  readonly model: string;
}

/** A number beside a bar whose mark is the bound. */
export function LimitBar({ bound, value, model }: LimitBarProps) {
  if (value === undefined) return <span title="it cannot be counted">unknown</span>;
  const isMet = meetsBound(bound, value);
  const full = 1.5 * Math.abs(bound.value) || 1;
  return (
    <span class="limit-bar" data-met={isMet}>
      {compactCount(value)} {isMet ? '✓' : '✗'}{' '}
      <span
        class="gauge"
        role="img"
        aria-label={`${bound.name} of ${model}: ${compactCount(value)}, ${isMet ? 'meets' : 'breaks'} the limit`}
      >
        <span class="part" style={{ width: `${Math.min(100, (100 * value) / full)}%` }} />
        <span class="mark" style={{ left: `${(100 * bound.value) / full}%` }} />
      </span>
    </span>
  );
}
