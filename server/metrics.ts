/** The process's metrics, one registry; names begin with `slotwire_`, units stand in the name. */
import { Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  deliveries: Counter<'outcome'>;
  refused: Counter<'reason'>;
  applySeconds: Histogram;
  calendlyRequests: Counter<'operation' | 'status'>;
  jobs: Counter<'name' | 'outcome'>;
  alarms: Counter<'kind'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    deliveries: new Counter({
      name: 'slotwire_deliveries_total',
      help: 'Deliveries by what became of them',
      labelNames: ['outcome'],
      registers,
    }),
    refused: new Counter({
      name: 'slotwire_deliveries_refused_total',
      help: 'Deliveries that were not kept, by reason',
      labelNames: ['reason'],
      registers,
    }),
    applySeconds: new Histogram({
      name: 'slotwire_apply_seconds',
      help: 'From the commit of a delivery to the commit of its effect',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    }),
    calendlyRequests: new Counter({
      name: 'slotwire_calendly_requests_total',
      help: 'Requests to Calendly by operation and status',
      labelNames: ['operation', 'status'],
      registers,
    }),
    alarms: new Counter({
      name: 'slotwire_alarms_total',
      help: 'Alarms that began, by kind',
      labelNames: ['kind'],
      registers,
    }),
    jobs: new Counter({
      name: 'slotwire_jobs_total',
      help: 'Runs of jobs by name and outcome',
      labelNames: ['name', 'outcome'],
      registers,
    }),
  };
}
