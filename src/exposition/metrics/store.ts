// What of the store could not be used.
import { type Reading, reading } from '../metric.ts'

export const storeRowsSetAside: Reading = reading({
  name: 'slowburn_store_rows_set_aside',
  topic: 'service',
  help: 'Rows of the store that could not be used and that nobody has looked at yet: set aside, or mended (other values took the place of wrong ones). See slowburn set-aside.',
  labels: ['table', 'outcome'],
  read: ({ store }) => store.setAside.counts().map(({ table, outcome, rows }) => [rows, { table, outcome }]),
  example: [[2, { table: 'silences', outcome: 'set aside' }]],
})
