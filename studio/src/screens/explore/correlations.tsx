/** Kendall's tau of every pair of ticked columns, with n and its 95 % interval. */
import { fullCount, type CorrelationCell } from 'assay';

interface CorrelationsProps {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly CorrelationCell[])[] | undefined;
}

const three = (value: number): string => value.toFixed(3);

const background = (tau: number | null): string =>
  tau === null
    ? 'transparent'
    : `color-mix(in srgb, var(${tau >= 0 ? '--series-0' : '--series-1'}) ${Math.round(45 * Math.abs(tau))}%, transparent)`;

/** The matrix. */
export function Correlations({ columns, cells }: CorrelationsProps) {
  if (cells === undefined) return <p class="hint">Counting pairs …</p>;
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="Correlations; scrolls sideways on a narrow screen">
      <table class="rows matrix">
        <caption class="hint">Kendall’s tau-b; below it the 95 % interval and the number of rows where both are known.</caption>
        <thead>
          <tr>
            <td />
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((name, a) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((other, b) => {
                const cell = cells[a]?.[b];
                if (a === b || cell === undefined) return <td key={other}>–</td>;
                const { tau, n, interval } = cell;
                return (
                  <td key={other} style={{ background: background(tau) }}>
                    <strong>{tau === null ? 'none' : three(tau)}</strong>
                    <br />
                    <small>
                      {interval === null ? '' : `${three(interval[0])} to ${three(interval[1])}, `}n = {fullCount(n)}
                    </small>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
