import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { AlertAction } from '../../../../src/operations/signed-link.ts'
import { type ActPage, actPage, SNOOZE_LENGTHS } from '../../../../src/web/actions/link-page.ts'
import { sizeLine } from '../../../../src/web/pages/elements/parts.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'

const { alerts } = await fixture()
const [alert] = alerts
assert.ok(alert !== undefined)

function pageFor(action: AlertAction, more: Partial<ActPage> = {}): string {
  return actPage({
    asked: { action, episodeId: 'a', recipient: 'ann@example.org', expires: NOW + HOUR },
    token: 'payload.signature',
    alert: alert ?? assert.fail(),
    challenge: { field: 'the-field', cookie: 'the-cookie', code: '123456' },
    complaint: null,
    ...more,
  })
}

describe('the page on which a link is followed', () => {
  test('asks what its action means, and posts to the address of its link', () => {
    for (const [action, title, button] of [
      ['acknowledge', 'Acknowledge this alert?', 'Acknowledge'],
      ['snooze', 'Snooze this alert?', 'Snooze'],
      ['accept', 'Say that this is not drift?', 'Accept the new level'],
    ] as const) {
      const page = pageFor(action)
      assert.ok(page.includes(`<h1>${title}</h1>`), title)
      assert.ok(page.includes(`<button type="submit">${button}</button>`), button)
      assert.match(page, /method="post" action="\/act\/payload\.signature"/)
    }
  })

  test('shows the code in groups of three, and neither its cookie nor an answer filled in', () => {
    const page = pageFor('acknowledge')
    assert.match(page, /class="code">123 456</)
    assert.match(page, /name="challenge" value="the-field"/)
    assert.doesNotMatch(page, /the-cookie|name="code"[^>]*value=/)
    const longer = { field: 'f', cookie: 'c', code: '123456789012' }
    assert.match(pageFor('acknowledge', { challenge: longer }), /class="code">123 456 789 012</)
  })

  test('asks only for a snooze how long', () => {
    const options = [...pageFor('snooze').matchAll(/<option value="(\d+)">/g)].map(([, hours]) =>
      Number(hours),
    )
    assert.deepEqual(
      options,
      SNOOZE_LENGTHS.map(length => length / HOUR),
    )
    assert.doesNotMatch(pageFor('accept'), /<select/)
  })

  test('says to whom it will be attributed, and what was wrong before', () => {
    assert.match(pageFor('accept'), /attributed to <bdi>ann@example\.org<\/bdi>/)
    assert.doesNotMatch(pageFor('accept'), /role="alert"/)
    const complaint = 'The code <was> wrong.'
    assert.match(pageFor('accept', { complaint }), /role="alert">The code &lt;was&gt; wrong\.</)
  })

  test('shows how large the change is, and nothing of that where there is no series of ours', () => {
    const { episode, series } = alert ?? assert.fail()
    assert.ok(episode.origin === 'change' && series !== null)
    const size = String(sizeLine({ change: episode.change, series }))
    assert.ok(size !== '' && pageFor('accept').includes(size))
    const page = pageFor('acknowledge', { alert: { ...alert, series: null, title: 'Disk <full>' } })
    assert.match(page, /Disk &lt;full&gt;/)
    assert.ok(!page.includes(size))
  })
})
