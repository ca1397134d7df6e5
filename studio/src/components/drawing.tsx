/** A drawing that the library made: an SVG text whose labels are escaped. */
import { drawingStyles } from 'assay';

/** Shows a drawing. */
export function Drawing({ svg, class: name = '' }: { readonly svg: string; readonly class?: string }) {
  // eslint-disable-next-line react/no-danger -- the library escapes every label of its drawings
  return <div class={`drawing ${name}`} dangerouslySetInnerHTML={{ __html: svg }} />;
}

/** The styles of drawings with the theme `inherit`, once for the page. */
export function addDrawingStyles(): void {
  const style = document.createElement('style');
  style.textContent = drawingStyles('auto');
  document.head.append(style);
}
