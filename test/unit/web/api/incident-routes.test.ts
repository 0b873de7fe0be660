import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { controlOn, plantDrift, viewsOn } from '../../../support/alerts/acting.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { saveIncident } from '../../../support/incidents/incident-samples.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'

test('a tool acts on an incident and says what belongs to it; each alert is in the answer', async t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const planted = await Promise.all(
    ['review', 'test'].map(task_type => plantDrift(store, NOW, { task_type })),
  )
  saveIncident(
    store,
    '0123456789abcdef0123',
    planted.map(({ seriesId }) => seriesId),
  )
  const control = controlOn(store, clock, TOKEN)
  await withWeb(depsOf(viewsOn(store, clock), { clock, control }), async url => {
    const post = async (path: string, body: unknown, token = TOKEN) => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
      const asked = { method: 'POST', headers, body: JSON.stringify(body) } as const
      const answer = await ask(`${url}api/v1/incidents/${path}`, asked)
      const told = JSON.parse(answer.body) as { changed?: boolean; incident?: string; alerts?: unknown }
      return { status: answer.status, ...told }
    }
    const acked = await post('01234567/acknowledge', { by: 'ann', note: 'on it' })
    assert.equal(acked.status, 200, JSON.stringify(acked))
    assert.equal(acked.incident, '0123456789abcdef0123')
    assert.deepEqual(
      (acked.alerts as Array<{ id: string; handling: { by: string } }>).map(({ id, handling }) => [
        id,
        handling.by,
      ]),
      planted.map(({ id }) => [id, 'ann']),
    )
    const snoozed = await post('01234567/snooze', { by: 'ann', for: '2h' })
    assert.deepEqual([snoozed.status, snoozed.changed], [200, true])
    assert.equal((await post('01234567/snooze', { by: 'ann' })).status, 422)
    assert.equal((await post('nothing/acknowledge', { by: 'ann' })).status, 404)
    assert.equal((await post('01234567/acknowledge', { by: 'ann' }, 'wrong')).status, 401)
    const [, second] = planted
    const split = { by: 'ann', series: second?.seriesId }
    assert.deepEqual(
      [(await post('01234567/split', split)).changed, (await post('01234567/split', split)).changed],
      [true, false],
    )
    assert.equal((await post('01234567/split', { by: 'ann', series: 1.5 })).status, 422)
    assert.equal((await post('01234567/merge', { by: 'ann', other: 'ffffffff' })).status, 404)
    const shown = await ask(`${url}api/v1/incidents/01234567`)
    const { incident } = JSON.parse(shown.body) as { incident: { root: { title: string; size: string } } }
    assert.equal(incident.root.title, 'Task run time p50 of review')
    assert.match(incident.root.size, /^\+\d+ %$/)
  })
})
