import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ManualClock, manualClock } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import type { LogFields, Logger } from '../../../../src/core/logger.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createAlertActions } from '../../../../src/operations/alerts.ts'
import { createIncidentActions } from '../../../../src/operations/incidents.ts'
import { createAnnouncing } from '../../../../src/operations/releases.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { actingOptions, plantDrift } from '../../../support/alerts/acting.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { type Answered, type Asked, ask, withWeb } from '../../../support/web/web-http.ts'

const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'
const EPISODE = episodeOf(LEVEL)
const SILENCE = { matchers: ['task_type="build"'], for: '2h', by: 'ann', comment: 'deployment' }
const { views } = await fixture()

interface Site {
  store: Store
  clock: ManualClock
  logged: Array<readonly [string, LogFields]>
  /** With the token and as JSON, unless told otherwise. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered>
  asked(path: string, options?: Asked): Promise<Answered>
}

async function withControl(
  t: Parameters<typeof temporaryFolder>[0],
  use: (site: Site) => Promise<void>,
): Promise<void> {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  store.episodes.save(EPISODE)
  const clock = manualClock(NOW)
  const logged: Site['logged'] = []
  const log: Logger = { ...silentLogger, warn: (message, fields = {}) => void logged.push([message, fields]) }
  const acting = createAlertActions({ ...actingOptions(store, clock), log })
  const announcing = createAnnouncing({ store, clock, log, keep: 400 * DAY })
  const incidents = createIncidentActions({ store, acting, clock, log })
  const control = { token: TOKEN, clock, acting, incidents, announcing }
  await withWeb(depsOf(views, { log, control }), async url => {
    const asked: Site['asked'] = (path, options) => ask(`${url}${path}`, options)
    await use({
      store,
      clock,
      logged,
      asked,
      post: (path, body, headers = {}) =>
        asked(path, {
          method: 'POST',
          headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
    })
  })
}

function detailOf({ body }: Answered): string {
  return (JSON.parse(body) as { error: { detail: string } }).error.detail
}

const ACKNOWLEDGE = `api/v1/alerts/${EPISODE.id}/acknowledge`

describe('the control API', () => {
  test('takes in a release, once, and lists it newest first', t =>
    withControl(t, async ({ store, post, asked }) => {
      const body = { version: '2.9.1', component: 'worker', at: '2026-11-23T06:00:00+01:00', by: 'ci' }
      const told = await post('api/v1/releases', body)
      assert.equal(told.status, 200, told.body)
      const { changed, release } = JSON.parse(told.body) as {
        changed: boolean
        release: Record<string, unknown>
      }
      assert.equal(changed, true)
      const shown = { at: '2026-11-23T05:00:00.000Z', version: '2.9.1', component: 'worker', by: 'ci' }
      assert.partialDeepStrictEqual(release, { ...shown, environment: null, note: null, source: 'api' })
      assert.match((await post('api/v1/releases', body)).body, /"changed":false/)
      await post('api/v1/releases', { version: '2.9.2', by: 'ci' })
      const read = await asked('api/v1/releases')
      const { releases } = JSON.parse(read.body) as { releases: Array<{ version: string; at: string }> }
      assert.deepEqual(
        releases.map(({ version }) => version),
        ['2.9.2', '2.9.1'],
      )
      assert.equal(releases[0]?.at, new Date(NOW).toISOString())
      assert.equal(store.history.list(10).length, 2)
    }))

  test('takes in no release without the token, or that is no release', t =>
    withControl(t, async ({ store, post }) => {
      const path = 'api/v1/releases'
      assert.equal((await post(path, { version: '1', by: 'ci' }, { Authorization: 'Bearer x' })).status, 401)
      const bad = await post(path, { version: '', at: 'yesterday', stage: 'canary' })
      assert.equal(bad.status, 422)
      assert.match(detailOf(bad), /version: must name what took over; at: .*; by: is missing/)
      const ahead = await post(path, { version: '1', at: '2030-01-01T00:00:00Z', by: 'ci' })
      assert.deepEqual([ahead.status, detailOf(ahead)], [422, 'a release cannot lie in the future'])
      assert.deepEqual(store.releases.list(1), [])
    }))

  test('acknowledges, snoozes and releases, and keeps who did it', t =>
    withControl(t, async ({ store, post, asked }) => {
      const done = await post(ACKNOWLEDGE, { by: 'ann', note: 'on it' })
      assert.equal(done.status, 200, done.body)
      const { changed, alert } = JSON.parse(done.body) as { changed: boolean; alert: Record<string, unknown> }
      assert.equal(changed, true)
      assert.deepEqual(alert.handling, {
        state: 'acknowledged',
        by: 'ann',
        at: new Date(NOW).toISOString(),
        until: null,
        note: 'on it',
      })
      const short = `api/v1/alerts/${EPISODE.id.slice(0, 6)}`
      assert.equal((await post(`${short}/snooze`, { by: 'bob', for: '4h' })).status, 200)
      assert.equal(store.episodes.get(EPISODE.id)?.handling?.until, NOW + 4 * HOUR)
      assert.equal((await post(`${short}/release`, { by: 'bob' })).status, 200)
      const read = await asked(`api/v1/history?alert=${EPISODE.id}`)
      const { history } = JSON.parse(read.body) as { history: Array<Record<string, unknown>> }
      assert.deepEqual(
        history.map(({ actor, action }) => [actor, action]),
        [
          ['ann', 'acknowledged'],
          ['bob', 'snoozed'],
          ['bob', 'released'],
        ],
      )
      assert.equal((await asked('api/v1/history?alert=nobody')).status, 404)
    }))

  test('accepts the level of an alert or of a series, and takes it back', t =>
    withControl(t, async ({ store, post }) => {
      const { id, seriesId } = await plantDrift(store, NOW)
      for (const path of [`api/v1/alerts/${id.slice(0, 8)}`, `api/v1/series/${seriesId}`]) {
        const accepted = await post(`${path}/accept`, { by: 'ann', note: 'new compiler' })
        assert.equal(accepted.status, 200, accepted.body)
        assert.equal(store.changes.standing(seriesId), null)
        const answer = JSON.parse(accepted.body) as { changed: boolean; alert?: { accepted: unknown } }
        assert.equal(answer.changed, true)
        if (answer.alert !== undefined) {
          assert.deepEqual(answer.alert.accepted, {
            by: 'ann',
            note: 'new compiler',
            at: new Date(NOW).toISOString(),
          })
        }
        const undone = await post(`${path}/unaccept`, { by: 'bob' })
        assert.equal(undone.status, 200, undone.body)
        assert.notEqual(store.changes.standing(seriesId), null)
      }
      for (const name of ['0', '999', 'x', '1e3']) {
        assert.equal((await post(`api/v1/series/${name}/accept`, { by: 'ann' })).status, 404, name)
      }
    }))

  test('silences and ends a silence, and lists what stands', t =>
    withControl(t, async ({ post, asked }) => {
      const made = await post('api/v1/silences', SILENCE)
      assert.equal(made.status, 200, made.body)
      const { silence } = JSON.parse(made.body) as { silence: { id: string; ends_at: string } }
      assert.equal(silence.ends_at, new Date(NOW + 2 * HOUR).toISOString())
      const listed = async (): Promise<string[]> => {
        const { body } = await asked('api/v1/silences')
        return (JSON.parse(body) as { silences: Array<{ id: string }> }).silences.map(({ id }) => id)
      }
      assert.deepEqual(await listed(), [silence.id])
      assert.equal((await post('api/v1/silences', { ...SILENCE, everything: 'yes' })).status, 422)
      assert.equal((await post('api/v1/silences', { ...SILENCE, everything: true })).status, 200)
      assert.equal((await post(`api/v1/silences/${silence.id}/expire`, { by: 'bob' })).status, 200)
      assert.deepEqual(await listed(), [])
      const { history } = JSON.parse((await asked('api/v1/history?limit=1')).body) as {
        history: Array<{ actor: string; action: string }>
      }
      assert.deepEqual(
        history.map(({ actor, action }) => `${actor} ${action}`),
        ['bob unsilenced'],
      )
    }))

  test('does nothing without the token, or with another one, and puts that into the log', t =>
    withControl(t, async ({ store, post, logged }) => {
      for (const Authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
        const { status, body } = await post(ACKNOWLEDGE, { by: 'ann' }, { Authorization })
        assert.equal(status, 401, Authorization)
        assert.doesNotMatch(body, new RegExp(TOKEN))
      }
      assert.equal(logged.length, 5)
      assert.ok(logged.every(([message]) => message === 'a request was refused'))
      assert.doesNotMatch(JSON.stringify(logged), new RegExp(TOKEN))
      assert.equal(store.episodes.get(EPISODE.id)?.handling, undefined)
      for (let i = 0; i < 60; i++) await post(ACKNOWLEDGE, {}, { Authorization: 'Bearer guess' })
      assert.equal(logged.length, 30)
    }))

  test('takes JSON only, so that no form of another site is heard', t =>
    withControl(t, async ({ store, post }) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const { status } = await post(ACKNOWLEDGE, { by: 'ann' }, { 'Content-Type': type })
        assert.equal(status, 415, type)
      }
      assert.equal(store.episodes.get(EPISODE.id)?.handling, undefined)
    }))

  test('says what is wrong with a request', t =>
    withControl(t, async ({ store, post }) => {
      const snooze = ACKNOWLEDGE.replace('acknowledge', 'snooze')
      const wrong: ReadonlyArray<readonly [string, unknown, number, RegExp]> = [
        [ACKNOWLEDGE, {}, 422, /by: is missing/],
        [ACKNOWLEDGE, { by: ' ' }, 422, /by: must say who does it/],
        [ACKNOWLEDGE, { by: 'a\u001b[2J' }, 422, /by: .*control characters/],
        [ACKNOWLEDGE, { by: 'ann', more: 1 }, 422, /more/],
        [ACKNOWLEDGE, '{"by":', 400, /cannot be read/],
        [ACKNOWLEDGE, { by: 'ann', note: 'x'.repeat(17_000) }, 413, /cannot be read/],
        [snooze, { by: 'ann' }, 422, /either for or an end/],
        [snooze, { by: 'ann', for: 'soon' }, 422, /for: "soon" is not a duration/],
        [snooze, { by: 'ann', for: '0s' }, 422, /must end in the future/],
        [snooze, { by: 'ann', until: '2020-01-01T00:00:00Z' }, 422, /must end in the future/],
        ['api/v1/alerts/nothing/release', { by: 'ann' }, 404, /no alert with this id/],
        ['api/v1/silences', { ...SILENCE, matchers: ['a b'] }, 422, /matchers.0: a b is not a matcher/],
        ['api/v1/silences', { ...SILENCE, matchers: ['a=~".*"'] }, 422, /cover everything/],
        ['api/v1/silences', { ...SILENCE, comment: '' }, 422, /comment: must say why/],
        ['api/v1/silences/nothing/expire', { by: 'ann' }, 404, /no silence with this id/],
      ]
      for (const [path, body, status, detail] of wrong) {
        const answered = await post(path, body)
        assert.equal(answered.status, status, `${path} ${answered.body}`)
        assert.match(detailOf(answered), detail)
      }
      assert.deepEqual(store.history.list(10), [])
    }))

  test('stops who acts more than thirty times a minute', t =>
    withControl(t, async ({ store, clock, post }) => {
      const statuses: number[] = []
      for (let i = 0; i < 32; i++) statuses.push((await post(ACKNOWLEDGE, { by: `person ${i}` })).status)
      assert.deepEqual(statuses, [...Array(30).fill(200), 429, 429])
      assert.equal(store.history.of(EPISODE.id).length, 30)
      clock.advance(MINUTE)
      assert.equal((await post(ACKNOWLEDGE, { by: 'ann' })).status, 200)
    }))

  test('changes nothing by GET or HEAD, and leaves every other address for reading', t =>
    withControl(t, async ({ store, post, asked }) => {
      const headers = { Authorization: `Bearer ${TOKEN}` }
      for (const path of [
        ACKNOWLEDGE,
        'api/v1/silences',
        'api/v1/silences/abcdef/expire',
        'api/v1/history',
      ]) {
        await asked(path, { headers })
        await asked(path, { method: 'HEAD', headers })
      }
      assert.equal((await asked(ACKNOWLEDGE, { headers })).status, 404)
      for (const path of ['', 'alerts/x', 'api/v1/alerts', 'api/v1/history', 'api/v1/alerts/x/delete']) {
        assert.equal((await post(path, { by: 'ann' })).status, 405, path)
      }
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        assert.equal((await asked('api/v1/silences', { method, headers })).status, 405, method)
      }
      assert.deepEqual(store.history.list(10), [])
    }))

  test('is not there unless the service offers it', () =>
    withWeb(depsOf(views), async url => {
      const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }
      const { status } = await ask(`${url}${ACKNOWLEDGE}`, { method: 'POST', headers, body: '{"by":"ann"}' })
      assert.equal(status, 401)
      assert.equal((await ask(`${url}api/v1/silences`)).status, 404)
    }))
})
