import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { CHART_CIDS } from '../../../../src/delivery/email/chart.ts'
import { ALERTS } from '../../../../src/delivery/email/examples/examples.ts'
import type { AlertEmailInput } from '../../../../src/delivery/email/input.ts'
import { bodyOf, renderAlertEmail, renderAlertEmails } from '../../../../src/delivery/email/render.ts'
import type { Change } from '../../../../src/detection/change.ts'
import {
  addresseeOf,
  episodeOf,
  LEVEL,
  NOW,
  pointsOf,
  resolvedSample,
  SETTINGS,
  SLOPE,
  sample,
} from '../../../support/alerts/alert-samples.ts'
import { inForm } from '../../../support/long-form.ts'

/** What several tests look at is rendered once. */
const BODIES = new Map<string, ReturnType<typeof bodyOf>>()
function bodyFor(name: string): ReturnType<typeof bodyOf> {
  const body = BODIES.get(name) ?? bodyOf((ALERTS[name] ?? assert.fail(name))(), SETTINGS, ANN)
  BODIES.set(name, body)
  return body
}

const ANN = addresseeOf('ann@example.org')
const BOB = addresseeOf('bob@example.org')

describe('each email is as it was approved', () => {
  for (const name of Object.keys(ALERTS)) {
    test(name, () => {
      const { text, html } = bodyFor(name)
      golden(`${name}.txt`, text)
      golden(`${name}.html`, html)
    })
  }
})

describe('every email', () => {
  for (const name of Object.keys(ALERTS)) {
    test(`${name}: small enough, narrow enough, complete enough`, () => {
      const { subject, text, html, images } = bodyFor(name)
      assert.ok(`Re: ${subject}`.length <= 70)
      assert.ok(Buffer.byteLength(html) <= 40_000)
      for (const line of text.split('\n')) assert.ok(line.length <= 72 || line.startsWith('https://'), line)
      assert.equal(images.length, 2)
      assert.match(html, /<img[^>]+alt="Chart of [^"]+\d[^"]+"/)
      assert.doesNotMatch(`${html}${text}`, /undefined|NaN|\[object|null/)
    })
  }

  test('is the same to the byte when it is rendered again', () => {
    // Every kind of email there is: `examples/examples.test.ts`.
    for (const input of Object.values(ALERTS).slice(0, inForm(1, Number.POSITIVE_INFINITY))) {
      assert.deepEqual(renderAlertEmail(input(), ANN, SETTINGS), renderAlertEmail(input(), ANN, SETTINGS))
    }
  })

  test('is the same for each recipient but for the names in its head', () => {
    const [ann, bob] = renderAlertEmails(sample(), [ANN, BOB], SETTINGS)
    assert.ok(ann && bob)
    assert.deepEqual(ann, renderAlertEmail(sample(), ANN, SETTINGS))
    assert.notEqual(ann.messageId, bob.messageId)
    assert.equal(ann.subject, bob.subject)
  })

  test('is readable by another parser: text, HTML, and the chart that it shows', async () => {
    const mail = await simpleParser(Buffer.from(renderAlertEmail(sample(), ANN, SETTINGS).bytes), {
      skipImageLinks: true,
    })
    const body = bodyOf(sample(), SETTINGS, ANN)
    assert.equal(mail.text?.trimEnd(), body.text.trimEnd())
    assert.equal(typeof mail.html === 'string' && mail.html.trimEnd(), body.html.trimEnd())
    assert.deepEqual(
      mail.attachments.map(({ contentId }) => contentId),
      [CHART_CIDS.light, CHART_CIDS.dark].map(cid => `<${cid}>`),
    )
    for (const [index, chart] of mail.attachments.entries()) {
      assert.ok(chart.content.equals(body.images[index]?.bytes ?? Buffer.of()))
    }
    assert.equal(mail.date?.getTime(), NOW)
  })
})

describe('the head', () => {
  test('says that no person wrote it, asks for no answer, and offers no way out of an alarm', async () => {
    const { headers } = await simpleParser(Buffer.from(renderAlertEmail(sample(), ANN, SETTINGS).bytes))
    assert.equal(headers.get('auto-submitted'), 'auto-generated')
    assert.equal(headers.get('x-auto-response-suppress'), 'All')
    assert.equal(headers.has('list-unsubscribe'), false)
    assert.deepEqual(headers.get('list'), {
      id: { name: 'slowburn alerts', id: 'production.alerts.example.org' },
    })
  })

  test('puts the messages of an episode into one conversation', async () => {
    const firing = await simpleParser(Buffer.from(renderAlertEmail(sample(), ANN, SETTINGS).bytes))
    const answer = { ...ANN, root: firing.messageId ?? null }
    const again = await simpleParser(
      Buffer.from(renderAlertEmail(followUp('reminder'), answer, SETTINGS).bytes),
    )
    const resolved = await simpleParser(
      Buffer.from(renderAlertEmail(resolvedSample(), answer, SETTINGS).bytes),
    )
    assert.equal(firing.inReplyTo, undefined)
    for (const { inReplyTo, references, messageId } of [again, resolved]) {
      assert.deepEqual([inReplyTo, references], [firing.messageId, firing.messageId])
      assert.notEqual(messageId, firing.messageId)
    }
    assert.equal(again.subject, `Re: ${firing.subject}`)
  })

  test('says from the first word on that it is over', async () => {
    const [first, resolved, accepted] = [
      sample(),
      resolvedSample(),
      ALERTS.accepted?.() ?? assert.fail(),
    ].map(input => renderAlertEmail(input, ANN, SETTINGS).subject)
    assert.equal(first, 'PAGE Task run time p50 of build rising +35 % since 16 Nov')
    assert.equal(resolved, 'RESOLVED Task run time p50 of build back to normal after 4 days')
    assert.equal(accepted, 'ACCEPTED Task run time p50 of build as normal')
  })

  test('keeps the subject when the change is described anew', () => {
    const first = bodyOf(sample(), SETTINGS, ANN).subject
    const redescribed: Change = {
      ...LEVEL,
      to: 99,
      onset: { value: NOW - DAY, lower: NOW - 2 * DAY, upper: NOW },
    }
    const { kind, direction, good, onset, effect } = SLOPE
    const firedAs = { kind, direction, good, onset, effect }
    const episode = episodeOf(redescribed, { sequence: 3, firedAs })
    const { subject, text } = bodyOf(
      sample({ transition: { to: 'firing', at: NOW, episode } }),
      SETTINGS,
      ANN,
    )
    assert.equal(subject, first)
    assert.match(text, /Reported as rising \+35 % since 16 Nov, when it began to fire/)
  })

  test('does not contradict its body', () => {
    for (const name of Object.keys(ALERTS)) {
      const { subject, text } = bodyFor(name)
      const [, day] = /since (\d+ \w+)$/.exec(subject) ?? []
      if (day !== undefined) assert.match(text, new RegExp(`Since +\\w+ ${day} `))
    }
  })
})

describe('where data is thin or broken', () => {
  test('an alarm without a single point is still an email with a chart', () => {
    const { images, text } = bodyOf(sample({ points: [], band: null, limit: null }), SETTINGS, ANN)
    assert.equal(images.length, 2)
    assert.doesNotMatch(text, /NaN|undefined|Invalid/)
  })

  test('numbers that are none cost the number and the chart, not the email', () => {
    const nan = { value: Number.NaN, lower: Number.NaN, upper: Number.NaN }
    const broken: Change = {
      ...SLOPE,
      onset: nan,
      effect: { absolute: nan, relative: nan, sigma: 0 },
      to: Number.NaN,
    }
    const { text, html, images } = bodyOf(
      sample({
        transition: { to: 'firing', at: NOW, episode: episodeOf(broken) },
        points: [...pointsOf(LEVEL), { at: NOW + HOUR, value: Number.NaN, lower: null, upper: null, n: 0 }],
        band: nan,
      }),
      SETTINGS,
      ANN,
    )
    assert.deepEqual(images, [])
    assert.match(text, /Task run time p50 of build has been rising/)
    assert.doesNotMatch(`${text}${html}`, /NaN|Invalid|undefined/)
  })

  test('a fault in the wording leaves an email of two lines', () => {
    const { text } = bodyOf(sample(), { ...SETTINGS, timeZone: 'Nowhere/Nothing' }, ANN)
    assert.match(text, /^FIRING: task_run_time_p50\{task_type="build"\}\n/)
    assert.match(text, /could not be written/)
  })
})

function golden(name: string, actual: string): void {
  const file = new URL(`../../../golden/email/${name}`, import.meta.url)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, actual)
  assert.equal(actual, readFileSync(file, 'utf8'))
}

function followUp(reason: 'reminder' | 'escalated'): AlertEmailInput {
  const episode = episodeOf(SLOPE, { sequence: 2 })
  return sample({ reason, transition: { to: 'firing', at: NOW, episode } })
}
