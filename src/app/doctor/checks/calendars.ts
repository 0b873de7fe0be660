// Whether the calendars that say who is on duty can be read.
import { checkCalendars } from '../../check/check.ts'
import type { DoctorCheck } from '../check.ts'
import { findingsOf } from '../findings.ts'

export const calendars: DoctorCheck = {
  name: 'calendars',
  stage: 'delivery',
  help: 'Every calendar that says who is on duty can be read.',
  async run({ config, clock, signal }) {
    if (config === null) return []
    return findingsOf(await Promise.all(checkCalendars(config, clock, signal)))
  },
}
