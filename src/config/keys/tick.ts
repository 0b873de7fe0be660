// How often the stages run.
import { duration } from '../../core/options/scalars.ts'

export const tick = duration
  .prefault('1m')
  .describe('How often the sources are read and the alerts evaluated.')
