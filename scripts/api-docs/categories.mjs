/** A typedoc plugin: every export has the category of the folder that it is defined in, so that the reference is grouped by task. */
import { CommentTag, Converter } from 'typedoc';
import { categoryOf } from './category-table.mjs';

/** What users import, in place of the path of its file. */
const entries = { index: 'assay', 'platform/node': 'assay/node', 'platform/browser': 'assay/browser' };

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = entries[module.name] ?? module.name;
      for (const reflection of module.children ?? []) categorize(app, reflection);
    }
    project.readme = linked(project);
  });
}

/** The first page without its title, which the project has, and with names of exports as links. */
function linked({ readme = [], children = [] }) {
  // What a name means is the more capable one, which is in `assay/node`.
  const exported = new Map(
    children.flatMap((module) => module.children ?? []).map((reflection) => [reflection.name, reflection]),
  );
  return readme.map((part, i) => {
    const name = part.kind === 'code' ? part.text.replaceAll('`', '') : '';
    if (exported.has(name)) return { kind: 'inline-tag', tag: '@link', text: name, target: exported.get(name) };
    return i === 0 ? { ...part, text: part.text.replace(/^# .*\n/, '') } : part;
  });
}

function categorize(app, reflection) {
  const file = (reflection.sources ?? reflection.signatures?.[0]?.sources)?.[0]?.fileName ?? '';
  const below = file.slice(file.indexOf('src/') + 'src/'.length);
  const name = categoryOf(below);
  if (name === undefined) throw new Error(`scripts/api-docs/category-table.mjs: no category for ${reflection.name} of ${file}`);
  // A function's comments are those of its signatures.
  for (const { comment } of reflection.signatures ?? [reflection]) {
    if (comment === undefined) continue;
    if (comment.summary.length === 0)
      app.logger.validationWarning(`${reflection.name} of ${file} has no sentence that says what it is`);
    comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: name }]));
  }
}
