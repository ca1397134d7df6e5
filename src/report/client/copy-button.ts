/** A button beside every architecture's string that copies it. */

/** Adds the buttons under `root`. */
export function addCopyButtons(root: ParentNode): void {
  for (const code of root.querySelectorAll('code.arch, .architectures .cell code')) {
    if (code.nextElementSibling?.classList.contains('copy') === true) continue;
    code.after(createCopyButton(code.textContent ?? ''));
  }
}

/** Copies a text and shows that it did for a moment. If the page may not write to the clipboard, it selects the text instead. */
export function createCopyButton(text: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  const say = (word: string): void => {
    button.textContent = word;
    button.setAttribute('aria-label', `${word} ${text.slice(0, 60)}`);
  };
  say('copy');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      say('copied');
    } catch {
      if (button.previousElementSibling !== null) getSelection()?.selectAllChildren(button.previousElementSibling);
      say('selected');
    }
    setTimeout(() => say('copy'), 1500);
  });
  return button;
}
