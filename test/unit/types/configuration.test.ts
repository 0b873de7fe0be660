// The configuration as the code has it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { Config } from '../../../src/config/schema.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { type Fits, fails, holds, type Same } from '../../support/types.ts'

test('every key is there in camel case, with its default filled in', () => {
  holds<Same<Config['timeZone'], string>>()
  holds<Same<Config['tick'], Millis>>()
  holds<Same<Config['listen']['port'], number>>()
  fails<Fits<'time_zone', keyof Config>>()
})

test('what may be left out is null and not undefined', () => {
  holds<Fits<null, Config['dashboard']>>()
  fails<Fits<undefined, Config['dashboard']>>()
  holds<Fits<null, Config['telemetry']>>()
})

test('what closed lists hold is no mere text', () => {
  holds<Same<Config['log']['level'], 'debug' | 'info' | 'warn' | 'error'>>()
})
