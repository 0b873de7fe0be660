import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { DAY } from '../../../../../src/core/duration.ts'
import { type DigestInput, renderDigestEmails } from '../../../../../src/delivery/email/lists/digest.ts'
import type { Listed } from '../../../../../src/delivery/email/lists/lines.ts'
import { seriesTitle } from '../../../../../src/presentation/series-words.ts'
import { episodeOf, LEVEL, NOW, SERIES, SETTINGS, SLOPE } from '../../../../support/alerts/alert-samples.ts'

const ANN = 'ann@example.org'

function listed(count: number, over: boolean): Listed[] {
  return Array.from({ length: count }, (_, index) => ({
    episode: episodeOf(index % 2 === 0 ? SLOPE : LEVEL, { id: `e${over}${index}`, series: `k${index}` }),
    title: seriesTitle({ ...SERIES, labels: { task_type: `type-${index}` } }),
    unit: 'seconds',
    over,
  }))
}

function digest(overrides: Partial<DigestInput> = {}): DigestInput {
  const facts = [{ label: 'Messages', value: '12 sent, 0 given up' }]
  return {
    name: 'weekly',
    every: 'week',
    from: NOW - 7 * DAY,
    to: NOW,
    standing: listed(3, false),
    resolved: listed(2, true),
    facts,
    ...overrides,
  }
}

describe('a report', () => {
  test('says what stands, what is over, and how slowburn is', async () => {
    const [message] = renderDigestEmails(digest(), [ANN], SETTINGS)
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.equal(mail.subject, 'Weekly report, production: 3 alerts, 13 Nov to 20 Nov')
    assert.match(mail.text ?? '', /^WEEKLY REPORT\n3 alerts stand; 2 resolved since 13 Nov\.\n/)
    assert.match(mail.text ?? '', /\nStanding\nPage {6}Task run time p50 of type-/)
    assert.match(mail.text ?? '', /\nResolved\nResolved {2}Task run time p50 of type-0 is back to normal/)
    assert.match(mail.text ?? '', /\nMessages {4}12 sent, 0 given up/)
  })

  test('of a quiet day says that too', async () => {
    const quiet = digest({ every: 'day', from: NOW - DAY, standing: [], resolved: [] })
    const [message] = renderDigestEmails(quiet, [ANN], SETTINGS)
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.equal(mail.subject, 'Daily report, production: No alerts, 19 Nov to 20 Nov')
    assert.match(mail.text ?? '', /Nothing stands out\. No alerts were resolved since 19 Nov\./)
  })

  test('stays small and narrow however much there is', () => {
    const [message] = renderDigestEmails(digest({ standing: listed(500, false) }), [ANN], {
      ...SETTINGS,
      installation: 'a platform with a very long name indeed',
    })
    assert.ok(message && message.bytes.length < 60_000 && message.subject.length <= 78)
  })

  test('may be left with one click, where there is an address for that', async () => {
    const render = (url: string | null) => {
      const leaving = url === null ? {} : { leaveFor: () => url }
      return renderDigestEmails(digest(), [ANN], { ...SETTINGS, ...leaving })[0]
    }
    const raw = Buffer.from(render('https://slowburn.example.org/leave/abc')?.bytes ?? []).toString('latin1')
    assert.match(raw, /\r\nList-Unsubscribe: <https:\/\/slowburn\.example\.org\/leave\/abc>\r\n/)
    assert.match(raw, /\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/)
    assert.doesNotMatch(Buffer.from(render(null)?.bytes ?? []).toString('latin1'), /Unsubscribe/)
    assert.doesNotMatch(Buffer.from(render('javascript:x')?.bytes ?? []).toString('latin1'), /Unsubscribe/)
  })

  test('is the same to the byte when it is rendered again', () => {
    assert.deepEqual(
      renderDigestEmails(digest(), [ANN], SETTINGS),
      renderDigestEmails(digest(), [ANN], SETTINGS),
    )
  })
})
