import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { HOUR } from '../../../../../src/core/duration.ts'
import type { EmailSettings } from '../../../../../src/delivery/email/input.ts'
import { renderSummaryEmails, type SummaryInput } from '../../../../../src/delivery/email/lists/summary.ts'
import type { Causes } from '../../../../../src/detection/causes/cause.ts'
import { seriesTitle } from '../../../../../src/presentation/series-words.ts'
import {
  episodeOf,
  LEVEL,
  NOW,
  ONSET,
  releaseAt,
  SERIES,
  SETTINGS,
  SLOPE,
  sample,
} from '../../../../support/alerts/alert-samples.ts'

const ANN = 'ann@example.org'

function many(
  count: number,
  label = (index: number): string => `type-${index}`,
): Array<SummaryInput['alarms'][number]> {
  return Array.from({ length: count }, (_, index) => {
    const series = { ...SERIES, id: index, key: `k${index}`, labels: { task_type: label(index) } }
    const page = index % 3 === 0
    const episode = episodeOf(page ? SLOPE : LEVEL, {
      id: `e${index}`,
      series: series.key,
      severity: page ? 'page' : 'watch',
    })
    const rule = index % 2 === 0 ? 'slower-work' : 'claims'
    const reason = index % 5 === 4 ? 'resolved' : 'new'
    const causes = causesOf(index, label(index))
    return { episode: { ...episode, rule }, reason, title: seriesTitle(series), unit: 'seconds', causes }
  })
}

/** One release beside all of them, and another one beside every second; a model beside the third. */
function causesOf(index: number, from: string): Causes {
  const releases = [
    releaseAt(ONSET),
    ...(index % 2 === 0 ? [releaseAt(ONSET - HOUR, { version: '2.8.0' })] : []),
  ]
  const swap = { ...SWAP, from, at: ONSET + index * HOUR }
  return {
    shown: [
      ...releases.map(release => ({ kind: 'release' as const, release })),
      ...(index === 2 ? [{ kind: 'model' as const, swap }] : []),
    ],
    further: 0,
    known: { releases: true, models: true },
  }
}

const SWAP = { to: 'basalt', before: { tasks: 0, of: 90 }, since: { tasks: 80, of: 80 } }

describe('a summary', () => {
  test('of ten thousand alarms stays small, names the most severe and links to all', async () => {
    const [message] = renderSummaryEmails(
      { alarms: many(10_000), group: null, lead: null, at: NOW },
      [ANN],
      SETTINGS,
    )
    assert.ok(message)
    assert.ok(message.bytes.length < 40_000, `${message.bytes.length} bytes`)
    assert.ok(message.subject.length <= 70, message.subject)
    const mail = await simpleParser(Buffer.from(message.bytes))
    assert.equal(mail.subject, 'PAGE 10000 alerts: Task run time p50 of type-0 rising +35 %')
    assert.match(mail.text ?? '', /and 9980 more/)
    assert.match(mail.text ?? '', /By rule: slower-work 5000, claims 5000/)
    assert.match(mail.text ?? '', /All alerts:\nhttps:\/\/slowburn\.example\.org\/alerts$/m)
    for (const line of mail.text?.split('\n') ?? []) assert.ok(line.length <= 72, line)
    assert.equal((mail.text?.match(/^Page /gm) ?? []).length, 20)
  })

  test('of the same alarms is the same to the byte, in any order, and another for others', () => {
    const alarms = many(7)
    const render = (list: typeof alarms) =>
      renderSummaryEmails({ alarms: list, group: null, lead: null, at: NOW }, [ANN], SETTINGS)[0]
    assert.deepEqual(render(alarms), render(alarms.toReversed()))
    assert.notEqual(render(alarms)?.messageId, render(alarms.slice(1))?.messageId)
  })

  test('names first what coincides with most of those that fire', async () => {
    const [message] = renderSummaryEmails(
      { alarms: many(5), group: null, lead: null, at: NOW },
      [ANN],
      SETTINGS,
    )
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    const text = (mail.text ?? '').replaceAll(/\s+/g, ' ')
    const order = [
      'What else changed then - Release 2.9.1 of worker, Mon 16 Nov 04:00 UTC: coincides with 4 of them.',
      '- Release 2.8.0 of worker, Mon 16 Nov 03:00 UTC: coincides with 2 of them.',
      '- Change of model from type-2 to basalt, Mon 16 Nov 06:00 UTC: coincides with Task run time p50 of type-2.',
      'Coincidence is no proof. All alerts',
    ].map(words => text.indexOf(words))
    assert.ok(
      order.every((at, index) => at > (order[index - 1] ?? 0)),
      `${order} in ${text}`,
    )
    assert.match(String(mail.html), /Change of model from type-2 to basalt/)
  })

  test('of what coincides with one alarm each, names first what lies beside the best known onset', async () => {
    const [narrow, wide] = many(2).map((alarm, index) => {
      const { episode } = alarm
      assert.ok(episode.origin === 'change')
      const reach = index === 0 ? HOUR : 9 * HOUR
      const onset = { value: ONSET, lower: ONSET - reach, upper: ONSET + reach }
      const release = releaseAt(ONSET - index * HOUR, { version: index === 0 ? 'near' : 'far' })
      const causes = { ...alarm.causes, shown: [{ kind: 'release' as const, release }] }
      return { ...alarm, episode: { ...episode, change: { ...episode.change, onset } }, causes }
    })
    assert.ok(narrow && wide)
    const [message] = renderSummaryEmails(
      { alarms: [wide, narrow], group: null, lead: null, at: NOW },
      [ANN],
      SETTINGS,
    )
    const { text = '' } = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.ok(text.indexOf('Release near') > 0 && text.indexOf('Release near') < text.indexOf('Release far'))
  })

  test('shows the most severe of them with its chart, its next action and its links', async () => {
    const [message] = renderSummaryEmails(
      { alarms: many(5), group: null, lead: sample(), at: NOW },
      [ANN],
      SETTINGS,
    )
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.equal(mail.attachments.length, 2)
    assert.match(mail.text ?? '', /The most severe\n {2}Task run time p50 of build has been rising since/)
    assert.match(mail.text ?? '', /Chart of Task run time p50 of build/)
    assert.match(mail.text ?? '', /Next\n {2}Check what the tasks have more of since 16 Nov/)
    assert.match(mail.text ?? '', /Runbook:\nhttps:\/\/runbooks\.example\.org\/slow-tasks/)
  })

  test('lets each recipient take on each of the most severe that fire, by links of their own', async () => {
    const actsFor: EmailSettings['actsFor'] = (episode, recipient) =>
      ['Acknowledge', 'Snooze'].map(label => ({
        label,
        url: `https://s.example.org/act/${label}-${episode.id}-${recipient}`,
      }))
    const alarms = many(5)
    const input = { alarms, group: null, lead: null, at: NOW }
    const messages = renderSummaryEmails(input, [ANN, 'bob@example.org'], { ...SETTINGS, actsFor })
    for (const { bytes, recipient } of messages) {
      const { text = '', html } = await simpleParser(Buffer.from(bytes))
      for (const { episode, reason } of alarms) {
        const link = `https://s.example.org/act/Acknowledge-${episode.id}-${recipient}`
        for (const body of [text, String(html)])
          assert.equal(body.includes(link), reason !== 'resolved', link)
      }
      assert.doesNotMatch(text, /Snooze/)
      assert.equal(text.match(/Acknowledge: /g)?.length, 4)
    }
    const [crowd] = renderSummaryEmails({ ...input, alarms: many(100) }, [ANN], { ...SETTINGS, actsFor })
    const { text = '' } = await simpleParser(Buffer.from(crowd?.bytes ?? ''))
    assert.equal(text.match(/Acknowledge: /g)?.length, 10)
  })

  test('goes without the chart where that cannot be drawn', () => {
    const refuse = (): never => {
      throw new Error('no renderer')
    }
    const input = { alarms: many(5), group: null, lead: sample(), at: NOW }
    const [message] = renderSummaryEmails(input, [ANN], SETTINGS, refuse)
    assert.doesNotMatch(Buffer.from(message?.bytes ?? []).toString(), /cid:|Content-Type: image/)
  })

  test('holds nothing that a label could have put there', async () => {
    const alarms = many(5, () => '<img src=x>\r\nBcc: a@b')
    const group = { task_type: '<img src=x>\r\nBcc: a@b' }
    const [message] = renderSummaryEmails({ alarms, group, lead: null, at: NOW }, [ANN], SETTINGS)
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.equal(mail.bcc, undefined)
    assert.doesNotMatch(String(mail.html), /<img/)
  })

  test('of a group says what its alarms have in common', () => {
    const input = { alarms: many(3), group: { team: 'search', zone: '' }, lead: null, at: NOW }
    const [message] = renderSummaryEmails(input, [ANN], SETTINGS)
    assert.equal(message?.subject, 'PAGE 3 alerts of search: Task run time p50 of type-0 rising +35 %')
  })

  test('names an alarm that cannot be put into words, and tells the others as ever', async () => {
    const alarms = many(3)
    const [, broken] = alarms
    assert.ok(broken?.episode.origin === 'change')
    const change = { ...broken.episode.change, onset: null as never }
    alarms[1] = { ...broken, episode: { ...broken.episode, change } }
    const [message] = renderSummaryEmails({ alarms, group: null, lead: null, at: NOW }, [ANN], SETTINGS)
    const mail = await simpleParser(Buffer.from(message?.bytes ?? []))
    assert.match(mail.text ?? '', /^Watch +k1$/m)
    assert.match(mail.text ?? '', /^Page +Task run time p50 of type-0/m)
  })
})
