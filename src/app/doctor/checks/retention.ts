// Whether what is kept is long enough to detect by, and there is room for a backup of it.
import { existsSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, formatDuration, WEEK } from '../../../core/duration.ts'
import { DATABASE_FILE } from '../../../storage/sqlite/file/database.ts'
import { type DoctorCheck, type Finding, warning } from '../check.ts'

export const retention: DoctorCheck = {
  name: 'retention',
  stage: 'care',
  help: 'Facts are kept long enough to close and rebuild series by, and the disk has room for a backup.',
  run: ({ config, folder }) => {
    if (config === null) return []
    const { keep, keepFacts, keepHours, keepDays } = config.data
    const findings: Finding[] = []
    const short = (key: string, is: number, least: number, why: string): void => {
      if (is >= least) return
      findings.push(
        warning(
          `data.${key}`,
          `${formatDuration(is)} is short: ${why}`,
          `Set ${formatDuration(least)} or more`,
        ),
      )
    }
    short('keep', keep, 4 * WEEK, 'a history to begin with is read only that far back')
    short('keep_hours', keepHours, WEEK + DAY, 'the rhythm of a week is not seen in it')
    short('keep_days', keepDays, keepHours, 'it is less than data.keep_hours')
    short('keep', keep, keepFacts, 'it is less than data.keep_facts')
    const file = folder === null ? null : join(folder, DATABASE_FILE)
    if (file !== null && existsSync(file)) {
      const { bavail, bsize } = statfsSync(file)
      const { size } = statSync(file)
      if (size > bavail * bsize) {
        const what = `is ${(size / 1e6).toFixed(0)} MB large, more than the disk has room for: no backup fits beside it`
        findings.push(warning(file, what, 'Free some space, or move the data folder to a larger disk'))
      }
    }
    return findings
  },
}
