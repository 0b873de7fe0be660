// Settings of single indicators.
import * as z from 'zod'
import { section } from '../../core/options/section.ts'

const indicator = section({
  enabled: z.boolean().default(true).describe('Whether it is computed at all.'),
  by: z.array(z.string()).optional().describe('Labels that split it into series, in place of its own.'),
  bucket: z
    .enum(['auto', '5m', '15m', '1h', '3h', '6h', '12h', '1d', '1w'])
    .default('auto')
    .describe('Width of its buckets; auto chooses it once, from the rate of arrivals.'),
  limit: z.number().nullable().default(null).describe('A value never to be crossed; a breach is projected.'),
})

export const indicators = z
  .record(z.string(), indicator)
  .default({})
  .describe('Settings of single indicators, by name. What is not named keeps its defaults.')
