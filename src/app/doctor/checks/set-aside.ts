// Whether rows of the store could not be used: what they said is missing until somebody has looked at them.
import { inspectDatabase } from '../../../storage/sqlite/file/inspect.ts'
import { type DoctorCheck, type Installation, warning } from '../check.ts'
import { samplesOf } from '../service-state.ts'

export const setAside: DoctorCheck = {
  name: 'rows',
  stage: 'data',
  help: 'Every row of the database could be used.',
  run: installation =>
    tablesOf(installation).map(({ table, rows }) =>
      warning(
        `table ${table}`,
        rows === 1 ? 'one row could not be used as it was' : `${rows} rows could not be used as they were`,
        'slowburn set-aside says which, why and what follows; once you have looked: slowburn set-aside --clear',
      ),
    ),
}

function tablesOf({ service, folder }: Installation): ReadonlyArray<{ table: string; rows: number }> {
  if (service.state === 'running') {
    const samples = samplesOf(service.metrics, 'slowburn_store_rows_set_aside')
    const tables = Map.groupBy(samples, ({ labels }) => labels.table ?? '')
    return [...tables].map(([table, some]) => ({
      table,
      rows: some.reduce((sum, one) => sum + one.value, 0),
    }))
  }
  const found = folder === null ? null : inspectDatabase(folder)
  return found?.state === 'whole' ? found.unusable : []
}
