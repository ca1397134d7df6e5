/** Text that a user may want elsewhere, with a button that copies it. */
import { createCopyButton } from 'assay/browser';
import { useEffect, useRef } from 'preact/hooks';

/** A string or a command with its copy button. */
export function Copyable({ text, label }: { readonly text: string; readonly label?: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    place.current?.querySelector('.copy')?.remove();
    place.current?.append(createCopyButton(text));
  }, [text]);
  return (
    <span class="copyable" ref={place}>
      {label !== undefined && <span class="copyable-label">{label}</span>}
      <code>{text}</code>
    </span>
  );
}
