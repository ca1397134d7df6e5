/** The options of a space, proxy or searcher as fields, made from their table. */
import type { OptionSpec, OptionSpecs } from 'assay';

interface Props {
  /** What the options are of: a part of the fields' ids. */
  readonly of: string;
  readonly specs: OptionSpecs;
  readonly values: { readonly [name: string]: string };
  onChange(values: { readonly [name: string]: string }): void;
}

/** A field for each option; empty means its default. */
export function SpecOptions({ of, specs, values, onChange }: Props) {
  const entries = Object.entries(specs);
  if (entries.length === 0) return null;
  return (
    <details class="options" open={entries.some(([name]) => (values[name] ?? '') !== '')}>
      <summary>
        {entries.length} {entries.length === 1 ? 'option' : 'options'} of {of}
      </summary>
      <div class="option-grid">
        {entries.map(([name, spec]) => (
          <OptionField
            key={name}
            id={`option-${of}-${name}`}
            name={name}
            spec={spec}
            value={values[name] ?? ''}
            onChange={(value) => onChange({ ...values, [name]: value })}
          />
        ))}
      </div>
    </details>
  );
}

interface FieldProps {
  readonly id: string;
  readonly name: string;
  readonly spec: OptionSpec;
  readonly value: string;
  onChange(value: string): void;
}

function OptionField({ id, name, spec, value, onChange }: FieldProps) {
  const shown = spec.default === undefined ? 'chosen by Assay' : String(spec.default);
  const choices = spec.kind === 'choice' ? spec.choices : spec.kind === 'boolean' ? ['true', 'false'] : undefined;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {choices === undefined ? (
        <input
          id={id}
          inputMode="decimal"
          value={value}
          placeholder={shown}
          aria-describedby={`${id}-help`}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      ) : (
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-help`}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          <option value="">{shown} (default)</option>
          {choices
            .filter((choice) => choice !== shown)
            .map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
        </select>
      )}
      <small id={`${id}-help`}>{spec.help}</small>
    </div>
  );
}
