// The time zone of whoever reads the e-mails.
import { timeZone as zone } from '../../core/options/scalars.ts'

export const timeZone = zone.default('UTC').describe('Time zone of e-mails, beside UTC.')
