// Whether every source can be reached and has what the configuration says of it.
import { checkSources } from '../../check/check.ts'
import type { DoctorCheck } from '../check.ts'
import { findingsOf } from '../findings.ts'

export const sources: DoctorCheck = {
  name: 'sources',
  stage: 'sources',
  help: 'Every source can be reached, with the tables and columns that are configured.',
  async run({ config, clock, signal, parts }) {
    if (config === null) return []
    return findingsOf(await Promise.all(checkSources(config, clock, signal, parts)))
  },
}
