// The data folder, and how far back facts are taken.
import * as z from 'zod'
import { localPath } from '../../core/options/local-path.ts'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

export const dataSection = section({
  folder: localPath(z.string().min(1)).default('./slowburn-data').describe('Where everything is kept.'),
  keep: duration.prefault('400d').describe('How old an event may be to be accepted.'),
  keep_facts: duration
    .prefault('3d')
    .describe('How long ended lifecycles are kept one by one; after that only the totals of their hour.'),
  keep_hours: duration
    .prefault('35d')
    .describe('How long hourly totals are kept, from which buckets are closed; after that those of a day.'),
  keep_days: duration
    .prefault('400d')
    .describe('How long daily totals are kept; after that those of a week.'),
  label_values: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe(
      'How many values of a label have series of their own, the busiest first; all further ones share the value other.',
    ),
})

export const data = dataSection.prefault({}).describe('Where everything is kept.')
