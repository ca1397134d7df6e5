/** With a capital letter, unless it begins with something the user types, and with a full stop. */
export function sentence(text: string): string {
  const isTyped = /^\S*=/.test(text);
  return `${isTyped ? text.charAt(0) : text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
