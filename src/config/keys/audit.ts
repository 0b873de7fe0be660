// How often the watch is audited.
import * as z from 'zod'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const settings = section({
  every: duration
    .prefault('1d')
    .describe('How often; an audit that has not ended two of these after the one before it is an alarm.'),
  processor_share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('It takes at most this share of one processor, on average.'),
})

export const audit = settings
  .nullable()
  .prefault({})
  .describe(
    'How often faults are planted in shadow copies to see whether they would be noticed; null: never.',
  )
