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
    .describe('How long what has ended is kept as it was; then only what it adds up to.'),
  keep_hours: duration
    .prefault('35d')
    .describe('How long that is kept by the hour, then by the day. Series are closed from it.'),
  keep_days: duration.prefault('400d').describe('How long it is kept by the day, then by the week.'),
  label_values: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Values of a label with series of their own: the busiest; the others are called other.'),
})

export const data = dataSection.prefault({}).describe('Where everything is kept.')
