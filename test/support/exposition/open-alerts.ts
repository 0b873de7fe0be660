// An alert that one contact has acknowledged and that is silenced for another.
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { Snapshot } from '../../../src/exposition/snapshot.ts'

export function openAlerts(at: Millis): Snapshot['openAlerts'] {
  return [
    {
      id: '9ab0',
      rule: 'worse',
      seriesId: 7,
      severity: 'page',
      state: 'firing',
      since: at - DAY,
      incident: '4f1d',
      contacts: [
        { contact: 'ann', standing: 'acknowledged', by: 'ann', until: null },
        { contact: 'bob', standing: 'silenced', by: 'ann', until: at + HOUR },
      ],
    },
  ]
}
