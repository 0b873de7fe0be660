import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { plantDrift } from '../../../support/alerts/acting.ts'
import { withSite } from '../../../support/browser/browsing.ts'
import { saveIncident } from '../../../support/incidents/incident-samples.ts'

describe('the buttons of an incident', () => {
  test('act on all of its alerts, under the name of the session', t =>
    withSite(t, async ({ store, signIn, clock }) => {
      const planted = await Promise.all(
        ['review', 'test'].map(task_type => plantDrift(store, clock.now(), { task_type })),
      )
      const ids = planted.map(({ seriesId }) => seriesId)
      saveIncident(store, '0123456789abcdef0123', ids)
      const address = 'incidents/0123456789abcdef0123'
      const person = await signIn()
      const act = async (name: string, fields: Record<string, string> = {}) => {
        await person.get(address)
        const answer = await person.post(`${address}/${name}`, { csrf: person.csrf(), ...fields })
        return `${answer.status} ${answer.headers.location ?? ''}`.trim()
      }
      const handlings = () => planted.map(({ id }) => store.episodes.get(id)?.handling?.state ?? null)
      assert.match((await person.get(address)).body, /2 alerts of it fire/)
      assert.equal(await act('acknowledge', { note: 'on it' }), `303 /${address}`)
      assert.deepEqual(handlings(), ['acknowledged', 'acknowledged'])
      assert.equal(await act('snooze', { length: '4' }), `303 /${address}`)
      assert.deepEqual(
        planted.map(({ id }) => store.episodes.get(id)?.handling?.until),
        [clock.now() + 4 * HOUR, clock.now() + 4 * HOUR],
      )
      assert.equal(await act('snooze', { length: '5' }), '422')
      assert.equal(await act('release'), `303 /${address}`)
      assert.deepEqual(handlings(), [null, null])
      assert.equal(await act('accept'), `303 /${address}`)
      assert.deepEqual(
        ids.map(id => store.changes.standing(id)),
        [null, null],
      )
    }))

  test('say what belongs to it, and refuse what is no choice', t =>
    withSite(t, async ({ store, signIn, clock }) => {
      const planted = await Promise.all(
        ['review', 'test', 'deploy'].map(task_type => plantDrift(store, clock.now(), { task_type })),
      )
      const [a, b, c] = planted.map(({ seriesId }) => seriesId) as [number, number, number]
      saveIncident(store, 'aaaaaaaaaaaaaaaaaaaa', [a, b])
      saveIncident(store, 'bbbbbbbbbbbbbbbbbbbb', [c])
      const person = await signIn()
      const address = 'incidents/aaaaaaaaaaaaaaaaaaaa'
      const act = async (name: string, fields: Record<string, string>) => {
        await person.get(address)
        return (await person.post(`${address}/${name}`, { csrf: person.csrf(), ...fields })).status
      }
      const { body } = await person.get(address)
      assert.match(body, /<option value="bbbbbbbbbbbbbbbbbbbb">/)
      assert.equal(await act('split', { series: '' }), 422)
      assert.equal(await act('split', { series: '1e3' }), 422)
      assert.equal(await act('merge', { other: '' }), 422)
      assert.equal(await act('merge', { other: 'dddddddddd' }), 404)
      assert.deepEqual(store.incidents.tiesSince(0), [])
      assert.equal(await act('split', { series: String(b), note: 'its own' }), 303)
      assert.equal(await act('merge', { other: 'bbbbbbbbbbbbbbbbbbbb' }), 303)
      assert.deepEqual(
        store.incidents.tiesSince(0).map(({ kind, by, note }) => [kind, by, note]),
        [
          ['split', 'ann', 'its own'],
          ['link', 'ann', ''],
        ],
      )
    }))
})
