import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditsOf } from '../../../src/queries/audits.ts'
import { keptAudit, keptCard } from '../../support/audit/kept.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { emptyStore } from '../../support/replay/recorded-store.ts'
import { settingsOf } from '../../support/rollout/ledger.ts'

test('the page about audits is told the latest verdicts, and cards by the title of their series', t => {
  const store = emptyStore(t, temporaryFolder(t))
  const series = (id: number, type: string) =>
    store.series.ensure(type, 'task_throughput', { task_type: type }, 3_600_000, id)
  series(1, 'test')
  series(2, 'build')
  store.audits.add(keptAudit({ endedAt: 1 }), [])
  const cards = [1, 2].map(seriesId => ({ seriesId, card: keptCard() }))
  store.audits.add(keptAudit({ endedAt: 2 }), cards)
  const view = auditsOf({ store, rollouts: [settingsOf()] }, { audits: 1, cards: 1 }, 3)
  assert.deepEqual(
    [view.audits.map(({ endedAt }) => endedAt), view.cards.map(({ id, title }) => [id, title]), view.total],
    [[2], [[2, 'Task throughput of build']], 2],
  )
  assert.match(view.cards[0]?.words ?? '', /^a 20 % rise would be reported within 9 hours/)
  assert.deepEqual(
    view.rollouts.map(({ rollout, verdict }) => [rollout, verdict]),
    [['api', 'insufficient']],
  )
})
