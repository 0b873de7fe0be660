// What detection does without.
import * as z from 'zod'
import { choiceWords } from '../../core/names/nearest.ts'
import { section } from '../../core/options/section.ts'
import { DETECTORS } from '../../detection/detectors/registry.ts'

const names = DETECTORS.map(({ name }) => name)

const detector = z.enum(names as [string, ...string[]], {
  error: ({ input }) => `there is no detector ${JSON.stringify(input)}. ${choiceWords(String(input), names)}`,
})

const settings = section({
  disabled: z
    .array(detector)
    .refine(some => names.some(name => !some.includes(name)), 'leaves no detector: remove at least one')
    .default([])
    .describe(
      'Detectors that are not asked, by name; what they alone detect is a coverage gap, and shown as one.',
    ),
})

export const detection = settings.prefault({}).describe('Which detectors watch.')
