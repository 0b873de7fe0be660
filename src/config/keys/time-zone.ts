// The time zone of whoever reads the e-mails, and of what is watched.
import { timeZone as zone } from '../../core/options/scalars.ts'

export const timeZone = zone
  .default('UTC')
  .describe(
    'Time zone of e-mails, beside UTC; and whose clocks the daily and weekly rhythm of series goes by.',
  )
