import { expect } from 'vitest';

/** Fails unless every tag of the markup is closed in order and no bare `<` or `&` is left in text or attributes. */
export function expectWellFormed(markup: string): void {
  const open: string[] = [];
  const rest = markup.replace(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)\s*(\/?)>/g,
    (_, close: string, name: string, __, self: string) => {
      if (close === '/') expect(open.pop(), `closing </${name}>`).toBe(name);
      else if (self === '') open.push(name);
      return '';
    },
  );
  expect(open, 'elements left open').toEqual([]);
  expect(rest.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[<&]/);
}
