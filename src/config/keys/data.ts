// The data folder, and how far back facts are taken.
import * as z from 'zod'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

export const dataSection = section({
  folder: z.string().min(1).default('./slowburn-data').describe('Where everything is kept.'),
  keep: duration.prefault('400d').describe('How old an event may be to be accepted.'),
})

export const data = dataSection.prefault({}).describe('Where everything is kept.')
