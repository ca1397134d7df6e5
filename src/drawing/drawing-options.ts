/** The options of drawings of cells, as schemas. */
import * as v from 'valibot';
import type { CellTopology } from '../arch/topology.js';
import { requestSchema } from '../core/schema/check-request.js';
import { hasFields, numberThat, text } from '../core/schema/fields.js';
import type { CellSvgOptions } from './cell-svg.js';
import type { CellTextOptions } from './cell-text.js';
import { drawingThemes } from './svg/theme.js';

type Offered = NonNullable<CellSvgOptions['absent']>[number];

export const cellSvgSchema = requestSchema<CellSvgOptions>(
  {},
  {
    title: text,
    theme: v.picklist(drawingThemes),
    labels: v.picklist(['published', 'short']),
    address: text,
    absent: v.array(v.custom<Offered>((value) => hasFields(value, 'from', 'to', 'label'), 'an edge: from, to and label')),
    beside: v.custom<CellTopology>((value) => hasFields(value, 'edges'), 'the topology of a cell'),
  },
);

export const cellTextSchema = requestSchema<CellTextOptions>(
  {},
  { title: text, width: numberThat('a number of columns', (columns) => columns >= 0), colours: v.picklist(['none', 'ansi']) },
);
