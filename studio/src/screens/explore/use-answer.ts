import { useEffect, useState } from 'preact/hooks';

/** The answer of the newest question; the last one until then. */
export function useAnswer<T>(ask: () => Promise<T>, asked: readonly unknown[], fail: (error: unknown) => void): T | undefined {
  const [answer, setAnswer] = useState<{ readonly value: T }>();
  useEffect(() => {
    let isStale = false;
    ask().then(
      (value) => isStale || setAnswer({ value }),
      (error: unknown) => isStale || fail(error),
    );
    return () => {
      isStale = true;
    };
  }, asked);
  return answer?.value;
}
