/** The request of a simulation, as a schema. */
import { tableField } from '../../benchmarks/table-field.js';
import { requestSchema, type OptionalFields } from '../../core/schema/check-request.js';
import { count, either, hook, number, positive, signal, text, texts } from '../../core/schema/fields.js';
import { dataFields, proxiesField } from '../../engine/request-fields.js';
import type { SimulationRequest } from './simulate-searches.js';

export const simulationColumns = {
  accuracy: text,
  cost: either('a column of seconds, or a number of them', text, number),
};
export const simulationOptional: OptionalFields<SimulationRequest> = {
  ...dataFields,
  report: text,
  searchers: texts,
  budget: count(1),
  hours: positive,
  runs: count(1),
  proxies: proxiesField,
  combine: text,
  onRun: hook,
  signal,
};
export const simulationSchema = requestSchema<SimulationRequest>({ ...simulationColumns, table: tableField }, simulationOptional);
