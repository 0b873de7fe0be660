// What a configuration says of numbers that another system measured, whatever way they come.
import * as z from 'zod'

/** To be spread into what names them. */
export const sampleFields = {
  unit: z
    .enum(['seconds', 'ratio', 'count', 'unitless'])
    .default('unitless')
    .describe('What its values are, for words and charts.'),
  good: z
    .enum(['up', 'down', 'neither'])
    .default('neither')
    .describe('The direction that is good: a change the other way is for the worse.'),
  family: z
    .enum(['positive', 'real', 'count'])
    .default('real')
    .describe(
      'How it varies: `positive` numbers by factors, as durations, sizes and rates do; `real` ones, of either sign, by differences; a `count` of events as a count does.',
    ),
  limit: z.number().nullable().default(null).describe('A value never to be crossed; a breach is projected.'),
  help: z
    .string()
    .min(1)
    .max(300)
    .nullable()
    .default(null)
    .describe('What it is, in a sentence, for pages and messages.'),
}
