// The log, on standard error.
import * as z from 'zod'
import { section } from '../../core/options/section.ts'

const settings = section({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is written.'),
  format: z.enum(['text', 'json']).default('text').describe('One line of text or of JSON per entry.'),
})

export const log = settings.prefault({}).describe('The log, on standard error.')
