import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { withSite } from '../../../support/browser/browsing.ts'
import { NOW } from '../../../support/web/moment.ts'

describe('the page of silences', () => {
  const DRAFT = { matchers: 'task_type=build\nseverity=~".*"', for: '2h', comment: 'new compiler' }

  test('shows first what a silence would cover, then makes it, then ends it', t =>
    withSite(t, async ({ store, signIn, clock }) => {
      const person = await signIn()
      assert.match((await person.get('silences')).body, /<h1>Nothing is silenced<\/h1>/)
      const preview = await person.get(`silences/new?${new URLSearchParams(DRAFT)}`)
      assert.match(preview.body, /<h1>Silence 1 alert, and what else will match\?<\/h1>/)
      assert.match(preview.body, /Task run time p50 of build/)
      assert.deepEqual(store.silences.list(10), [])
      const made = await person.post('silences', { ...DRAFT, csrf: person.csrf() })
      assert.equal(made.headers.location, '/silences', made.body)
      const [silence] = store.silences.list(10)
      assert.equal(silence?.createdBy, 'ann')
      assert.equal(silence?.endsAt, NOW + 2 * HOUR)
      const listed = await person.get('silences')
      assert.match(listed.body, /<h1>1 silence<\/h1>/)
      assert.match(listed.body, /covers 1 alert now/)
      clock.advance(MINUTE)
      await person.post(`silences/${silence?.id}/expire`, { csrf: person.csrf() })
      const after = await person.get('silences')
      assert.match(after.body, /<h1>Nothing is silenced<\/h1>/)
      assert.match(after.body, /Silences that are over/)
    }))

  test('asks about one that covers all there is, and takes the answer for meant', t =>
    withSite(t, async ({ store, signIn }) => {
      store.series.ensure('other', 'task_run_time_p50', { task_type: 'review' }, HOUR)
      const person = await signIn()
      const draft = { ...DRAFT, matchers: 'task_type=~"build|review"' }
      const preview = await person.get(`silences/new?${new URLSearchParams(draft)}`)
      assert.match(preview.body, /<h1>Silence everything that can fire now\?<\/h1>/)
      assert.match(preview.body, /name="everything" value="yes"/)
      assert.match(preview.body, /Silence everything for 2h/)
      const csrf = person.csrf()
      assert.match((await person.post('silences', { ...draft, csrf })).body, /cover everything/)
      assert.deepEqual(store.silences.list(10), [])
      const made = await person.post('silences', { ...draft, everything: 'yes', csrf })
      assert.equal(made.headers.location, '/silences', made.body)
    }))

  test('says what is wrong with a draft, whoever asks, and makes nothing of it', t =>
    withSite(t, async ({ store, open, signIn }) => {
      const preview = await open().get(`silences/new?${new URLSearchParams(DRAFT)}`)
      assert.match(preview.body, /Sign in to act/)
      assert.doesNotMatch(preview.body, /method="post"/)
      const wrong: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
        [{ ...DRAFT, matchers: 'nonsense' }, /nonsense is not a matcher/],
        [{ ...DRAFT, for: 'soon' }, /is not a duration/],
        [{ ...DRAFT, comment: '' }, /must say why/],
        [{ ...DRAFT, matchers: '' }, /matchers/],
      ]
      const person = await signIn()
      await person.get('silences/new?x=y')
      await person.get(`silences/new?${new URLSearchParams(DRAFT)}`)
      for (const [draft, line] of wrong) {
        const page = await open().get(`silences/new?${new URLSearchParams(draft)}`)
        assert.match(page.body, /<h1>This silence cannot be made<\/h1>/)
        assert.match(page.body, line)
        assert.equal((await person.post('silences', { ...draft, csrf: person.csrf() })).status, 422)
      }
      const all = { ...DRAFT, matchers: 'severity!=x', csrf: person.csrf() }
      assert.match((await person.post('silences', all)).body, /cover everything/)
      assert.deepEqual(store.silences.list(10), [])
    }))
})
