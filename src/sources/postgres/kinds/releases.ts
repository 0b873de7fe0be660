// Rows that are releases: a version that took over at a moment. One without that moment is still under way.
import { attributes, type Identity } from '../mapping/identity.ts'
import type { ReleasesMapping } from '../mapping/mapping.ts'
import { NOTHING, type ReadRow } from '../reading/rows/row.ts'

export function readReleases({ table }: ReleasesMapping, identity: Identity): ReadRow {
  return (row, rowKey) => {
    if (!row.has('at')) return { events: [], state: 'open' }
    const id = row.required('id', row.entity('id'))
    const at = row.required('at', row.time('at'))
    const version = row.required('version', row.text('version'))
    if (id === null || at === null || version === null) return NOTHING
    const component = row.text('component')
    const environment = row.text('environment')
    const envelope = identity.envelope(table, rowKey, 'rollout', identity.subject(table, id), at)
    return {
      events: [
        {
          ...envelope,
          attributes: attributes({
            'service.version': version,
            'deployment.environment.name': environment,
          }),
          type: 'rollout.changed',
          data: {
            version,
            ...(component === null ? {} : { component }),
            ...(environment === null ? {} : { environment }),
          },
        },
      ],
      state: 'settled',
    }
  }
}
