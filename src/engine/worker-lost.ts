/**
 * A worker ended before it answered: its machine was switched off, or one of its networks ended its process. The jobs may be run again; every other
 * error of a runner belongs to the jobs and would come again.
 */
export class WorkerLost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkerLost';
  }
}
