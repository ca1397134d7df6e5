/** A button beside every architecture's string that copies it. */

/** Adds the buttons under `root`. */
export function addCopyButtons(root: ParentNode): void {
  for (const code of root.querySelectorAll('code.arch, .architectures .cell code')) {
    if (code.nextElementSibling?.classList.contains('copy') === true) continue;
    code.after(createCopyButton(code.textContent ?? ''));
  }
}

/** Copies a text; says so on itself for a moment. Where the page may not write the clipboard, it selects the text beside it. */
export function createCopyButton(text: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'copy';
  button.setAttribute('aria-label', `copy ${text.slice(0, 60)}`);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'copied';
    } catch {
      if (button.previousElementSibling !== null) getSelection()?.selectAllChildren(button.previousElementSibling);
      button.textContent = 'selected';
    }
    setTimeout(() => (button.textContent = 'copy'), 1500);
  });
  return button;
}
