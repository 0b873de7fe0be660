// How often the watch is audited.
import * as z from 'zod'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const canary = section({
  to: z.string().min(1).describe('Contact that it is sent to, to each of its e-mail addresses.'),
  within: duration.prefault('1h').describe('For how long its receipt is waited for.'),
})

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
  canary: canary
    .nullable()
    .default(null)
    .describe('A message the way of every alert with each audit, which fails where no receipt of it comes.'),
})

export const audit = settings
  .nullable()
  .prefault({})
  .describe(
    'How often faults are planted in shadow copies to see whether they would be noticed; null: never.',
  )
