// What a database holds back of its log for the sources that follow its changes: a disk that fills while nobody reads.
import { type Gauge, gauge } from '../metric.ts'

export const slotRetained: Gauge = gauge({
  name: 'slowburn_source_slot_retained_bytes',
  topic: 'sources',
  help: 'Log that the database holds back for the replication slot of the source, when its last pull began.',
  labels: ['source', 'slot'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, backlog }) =>
      backlog === undefined ? [] : [[backlog.bytes, { source: name, slot: backlog.slot }] as const],
    ),
})

export const slotLimit: Gauge = gauge({
  name: 'slowburn_source_slot_limit_bytes',
  topic: 'sources',
  help: 'Log that the slot may hold back before slowburn drops it and polls the tables (`slot_wal`).',
  labels: ['source', 'slot'],
  samples: ({ sources }) =>
    sources.flatMap(({ name, backlog }) =>
      backlog === undefined ? [] : [[backlog.limit, { source: name, slot: backlog.slot }] as const],
    ),
})
