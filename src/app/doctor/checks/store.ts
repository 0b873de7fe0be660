// Whether the database is whole and of a version that this slowburn reads. While a service runs, that one vouches for it.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from '../../../storage/sqlite/file/database.ts'
import { inspectDatabase } from '../../../storage/sqlite/file/inspect.ts'
import { type DoctorCheck, fault, warning } from '../check.ts'

const LARGE = 20e9

export const store: DoctorCheck = {
  name: 'database',
  stage: 'data',
  help: 'The database is whole, of a version that can be read, and not larger than 20 GB.',
  run: ({ folder, service }) => {
    if (folder === null) return []
    const file = join(folder, DATABASE_FILE)
    const found = inspectDatabase(folder)
    if (found.state === 'absent') return []
    if (found.state === 'unusable') return [fault(file, found.why, found.remedy)]
    if (found.state === 'in use' && service.state === 'stopped') {
      const remedy = 'Stop the other process, or give this one a data folder of its own (data.folder)'
      return [fault(file, 'another process holds it, and no service has announced itself', remedy)]
    }
    const { size } = statSync(file)
    if (size < LARGE) return []
    const remedy = 'Shorten data.keep_facts and data.keep_hours, or lower data.label_values'
    return [warning(file, `is ${(size / 1e9).toFixed(1)} GB large`, remedy)]
  },
}
