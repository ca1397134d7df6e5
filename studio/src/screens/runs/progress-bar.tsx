/** How far something is. */

/** A bar; without a total one that only says that something goes on. */
export function ProgressBar({ done, total }: { readonly done: number; readonly total: number | undefined }) {
  return total === undefined ? (
    <progress aria-label="running, without a known end" />
  ) : (
    <progress aria-label={`${done} of at most ${total} evaluations`} max={total} value={Math.min(done, total)} />
  );
}
