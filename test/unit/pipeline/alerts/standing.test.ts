import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Alarm, ChangeRecord, Verdict } from '../../../../src/detection/change.ts'
import type { ChangeOf } from '../../../../src/pipeline/alerts/causes.ts'
import { lookUpStanding } from '../../../../src/pipeline/alerts/standing.ts'
import type { Series } from '../../../../src/series/series.ts'
import { changeOf } from '../../../support/alerts/alerting.ts'

const seriesOf = (id: number): Series => ({ id, key: String(id), indicator: 'x', labels: {}, bucket: HOUR })
const alarmOf = (severity: Alarm['severity']): Alarm => ({
  at: 0,
  severity,
  kind: 'level',
  direction: 'up',
  evidence: 9,
})
const recordOf = (seriesId: number): ChangeRecord => ({
  id: `${seriesId}:0:level`,
  seriesId,
  alarm: alarmOf('watch'),
  change: changeOf(),
  raisedAt: 0,
  clearedAt: null,
})

test('what stands on series that were judged and have caught up is looked up, as what it claims to be', async () => {
  const asked: ChangeOf[] = []
  const verdicts: Verdict[] = [
    { status: 'alarm', alarm: alarmOf('page'), raised: false },
    { status: 'quiet', coverageGaps: [] },
    { status: 'alarm', alarm: alarmOf('page'), raised: false },
  ]
  await lookUpStanding(
    {
      store: { changes: { allStanding: () => [0, 1, 2, 3].map(recordOf) } as never },
      causes: { lookUp: async changes => void asked.push(...changes) },
      isCaughtUp: ({ id }) => id !== 2,
    },
    verdicts.map((verdict, id) => ({ series: seriesOf(id), verdict })),
    async () => undefined,
  )
  assert.deepEqual(
    asked.map(({ series, kind, severity }) => [series.id, kind, severity]),
    [
      [0, 'level', 'page'],
      [1, 'level', 'watch'],
    ],
  )
})
