// Whether every source can be reached and has what the configuration says of it, and what the service has found while it read.
import { checkSources } from '../../check/check.ts'
import { type DoctorCheck, type Finding, fault, type Installation } from '../check.ts'
import { findingsOf, remedyFor } from '../findings.ts'

export const sources: DoctorCheck = {
  name: 'sources',
  stage: 'sources',
  help: 'Every source can be reached, with the tables and columns that are configured, and the service has found no fault in what it read of them.',
  async run({ config, clock, signal, parts, service }) {
    if (config === null) return foundBy(service)
    const tried = findingsOf(await Promise.all(checkSources(config, clock, signal, parts)))
    const known = foundBy(service).filter(({ what }) => !tried.some(found => found.what === what))
    return [...tried, ...known]
  },
}

/** Much of it shows only while rows are read: what is refused, what is gone, what came anew. What is not seen the service check names. */
function foundBy(service: Installation['service']): Finding[] {
  if (service.state !== 'running') return []
  return (service.sources ?? []).flatMap(({ name, error, problems }) => [
    ...(error === null ? [] : [fault(name, error, remedyFor(error))]),
    ...problems
      .filter(({ blind }) => !blind)
      .map(({ where, message, remedy }) =>
        fault(`${name}, ${where}`, message, remedy ?? 'See the sources on the first page, and the log'),
      ),
  ])
}
