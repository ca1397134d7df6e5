/** Buttons beside every architecture's string that copy it, and the command that exports it. */

/** Adds the buttons under `root`. */
export function addCopyButtons(root: ParentNode): void {
  for (const code of root.querySelectorAll('code.arch, .architectures .cell code')) {
    if (code.nextElementSibling?.classList.contains('copy') === true) continue;
    const { command } = (code as HTMLElement).dataset;
    if (command !== undefined) code.after(createCopyButton(command, 'copy the export command'));
    code.after(createCopyButton(code.textContent ?? ''));
  }
}

/** Copies a text and shows that it did for a moment. If the page may not write to the clipboard, it selects the text instead, and shows it first where it is not in the page. */
export function createCopyButton(text: string, name = 'copy'): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  const say = (word: string): void => {
    button.textContent = word;
    button.setAttribute('aria-label', `${word} ${text.slice(0, 60)}`);
  };
  say(name);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      say('copied');
    } catch {
      if (name !== 'copy' && button.previousElementSibling?.textContent !== text) {
        const shown = document.createElement('code');
        shown.textContent = text;
        button.before(shown);
      }
      if (button.previousElementSibling !== null) getSelection()?.selectAllChildren(button.previousElementSibling);
      say('selected');
    }
    setTimeout(() => say(name), 1500);
  });
  return button;
}
