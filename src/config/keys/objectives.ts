// Which share of what an indicator looks at is to be good: objectives, with error budgets and burn rates in Prometheus.
import * as z from 'zod'
import { name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const objective = section({
  name: name.describe('Names it in metrics, on boards and in alerts.'),
  indicator: z.string().describe('Whose lifecycles are held to it: one of durations, or of a share.'),
  match: z.record(z.string(), z.string()).default({}).describe('Labels that a lifecycle must carry.'),
  limit: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'Of an indicator of durations: seconds beyond which one is bad; left out, the limit of the indicator.',
    ),
  target: z.number().gt(0).lt(1).describe('Share that is to be good within 30 days, `0.99`.'),
})

export const objectives = z
  .array(objective)
  .default([])
  .describe('Shares that are to be good; Prometheus watches how fast their error budgets burn.')
