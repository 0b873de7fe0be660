import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { withSite } from '../../../support/browser/browsing.ts'
import type { Answered } from '../../../support/web/web-http.ts'

describe('the buttons of an alert', () => {
  test('do what they say, under the name of the session, and show what stands', t =>
    withSite(t, async ({ store, signIn, alert, clock }) => {
      const person = await signIn()
      const id = alert.replace('alerts/', '')
      const act = async (name: string, fields: Record<string, string> = {}): Promise<string> => {
        await person.get(alert)
        const { status, headers, body } = await person.post(`${alert}/${name}`, {
          csrf: person.csrf(),
          ...fields,
        })
        assert.equal(status, 303, body)
        assert.equal(headers.location, `/${alert}`)
        return (await person.get(alert)).body
      }
      assert.match(
        await act('acknowledge', { note: 'on it' }),
        /ann<\/bdi> has acknowledged it just now: “<bdi>on it/,
      )
      assert.match(await act('snooze', { length: '4' }), /ann<\/bdi> has snoozed it/)
      assert.equal(store.episodes.get(id)?.handling?.until, clock.now() + 4 * HOUR)
      assert.match(await act('release'), /name="length"/)
      assert.equal(store.episodes.get(id)?.handling, undefined)
      const accepted = await act('accept', { note: 'new compiler' })
      assert.match(accepted, /ann<\/bdi> accepted the level as normal just now: “<bdi>new compiler/)
      assert.match(accepted, /Take it back/)
      assert.doesNotMatch(accepted, /Acknowledge<\/button>/)
      assert.match(await act('unaccept'), /This is not drift<\/button>/)
      assert.deepEqual(
        store.history.of(id).map(({ actor, action, detail }) => [actor, action, detail].join(' ')),
        [
          'ann acknowledged on it',
          'ann snoozed until Mon 23 Nov 10:40 UTC',
          'ann released ',
          'ann accepted new compiler',
          'ann unaccepted ',
        ],
      )
    }))

  test('do nothing without a session, its token, or from another site', t =>
    withSite(t, async ({ store, signIn, open, alert, clock }) => {
      const [ann, bob] = [await signIn('ann'), await signIn('bob')]
      await ann.get(alert)
      await bob.get(alert)
      const path = `${alert}/acknowledge`
      const tries: ReadonlyArray<readonly [number, Promise<Answered>]> = [
        [401, open().post(path, {})],
        [401, open().post(path, { csrf: ann.csrf() })],
        [403, ann.post(path, {})],
        [403, ann.post(path, { csrf: bob.csrf() })],
        [403, ann.post(path, { csrf: ann.csrf() }, { Origin: 'https://evil.example' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Sec-Fetch-Site': 'same-site' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Content-Type': 'text/plain' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Content-Type': 'application/json' })],
      ]
      for (const [status, answer] of tries) assert.equal((await answer).status, status)
      await ann.post('sign-out', { csrf: ann.csrf() })
      assert.equal((await ann.post(path, { csrf: ann.csrf() })).status, 401)
      clock.advance(30 * MINUTE)
      assert.equal((await bob.post(path, { csrf: bob.csrf() })).status, 401)
      assert.deepEqual(store.history.list(10), [])
    }))

  test('refuse what makes no sense in a page that says why, and too much of anything', t =>
    withSite(t, async ({ store, signIn, alert }) => {
      const person = await signIn()
      await person.get(alert)
      const post = (path: string, fields: Record<string, string> = {}) =>
        person.post(path, { csrf: person.csrf(), ...fields })
      const odd = await post(`${alert}/snooze`, { length: '1000000' })
      assert.equal(odd.status, 422)
      assert.match(odd.body, /choose how long/)
      assert.equal((await post(`${alert}/acknowledge`, { note: 'x'.repeat(600) })).status, 422)
      assert.equal((await post('alerts/abcdefabcdef/acknowledge')).status, 404)
      assert.equal((await post(`${alert}/unaccept`)).status, 409)
      let status = 0
      for (let i = 0; i < 30; i++) status = (await post('alerts/abcdefabcdef/acknowledge')).status
      assert.equal(status, 429)
      assert.deepEqual(store.history.list(10), [])
    }))
})
