import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditsView } from '../../../../src/queries/audits.ts'
import type { Views } from '../../../../src/queries/views.ts'
import { readinessOf } from '../../../../src/rollouts/readiness.ts'
import { keptAudit } from '../../../support/audit/kept.ts'
import * as ledger from '../../../support/rollout/ledger.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()
const get = (given: Views): Promise<string> =>
  withWeb(depsOf(given), async url => (await ask(`${url}audits`)).body)
const showing = (answer: AuditsView): Promise<string> => get({ ...views, audits: () => answer })

test('the last audit is shown with its verdict, and how soon changes would be reported', async () => {
  const body = await get(views)
  assert.match(body, /<h1>The last audit passed: planted faults were noticed<\/h1>/)
  assert.match(body, /3 faults planted in shadow copies of 3 series/)
  assert.match(body, /20 later plants 19 took as long/)
  assert.match(body, /<a href="\/series\/1">.*Task run time p50 of build.*would be reported within 9 hours/)
})

test('findings are shown as text, notices as such, and the audits before', async () => {
  const finding = { what: 'unreported', words: 'No rule watches <b>it</b>.', fails: true }
  const notice = { what: 'less sensitive', words: 'It was within 9 hours.', fails: false }
  const audits = [
    keptAudit({ endedAt: NOW, verdict: 'fail', findings: [finding, notice] }),
    keptAudit({ endedAt: NOW - 1000, verdict: 'broken', findings: [finding] }),
  ]
  const body = await showing({ audits, cards: [], total: 0, rollouts: [] })
  assert.match(body, /<h1>The last audit failed/)
  assert.match(body, /No rule watches &lt;b&gt;it/)
  assert.match(body, /Notice: .*It was within 9 hours/)
  assert.match(body, /broken, 1 finding/)
})

test('before the first it says when that is made', async () => {
  assert.match(
    await showing({ audits: [], cards: [], total: 0, rollouts: [] }),
    /<h1>No audit yet<\/h1>[\s\S]*audit\.every/,
  )
})

test('whether what was released could be rolled back is shown, with what stands in the way', async t => {
  const answer = await views.audits(1, 1)
  const of = (store: Parameters<typeof readinessOf>[1]) =>
    showing({ ...answer, rollouts: [readinessOf(ledger.settingsOf(), store, ledger.NOW)] })
  const ready = await of(ledger.readyLedger(t))
  assert.match(ready, /<h3><bdi>api<\/bdi>: ready, back from <bdi>v2<\/bdi> to <bdi>v1<\/bdi><\/h3>/)
  assert.match(ready, /<dt>Yes, restore time<\/dt>/)
  const failed = { restore: { name: 'restore', ok: false, seconds: 4, words: 'no <space>' } }
  const broken = await of(ledger.readyLedger(t, { end: failed }))
  assert.match(broken, /api<\/bdi>: not ready, back/)
  assert.match(broken, /<dt><b>No<\/b>, rehearsed<\/dt><dd><bdi>restoring failed: no &lt;space&gt;/)
  assert.match(
    await of(ledger.emptyLedger(t)),
    /not known to be ready<\/h3><p><bdi>there are not two versions/,
  )
  assert.doesNotMatch(await get(views), /rolled back/)
})
