// Whose public holidays are no usual days.
import * as z from 'zod'
import { calendarFault } from '../../core/zones/holidays.ts'

export const calendar = z
  .string()
  .superRefine((name, context) => {
    const fault = calendarFault(name)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  })
  .nullable()
  .default(null)
  .describe(
    'Public holidays that are not judged by what is usual, by country and part of it: DE, DE-BE, US-CA. Default: none.',
  )
