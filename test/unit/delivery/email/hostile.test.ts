import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { simpleParser } from 'mailparser'
import type { ReceivedEpisode } from '../../../../src/alerting/episode.ts'
import { receive } from '../../../../src/alerting/received.ts'
import { seriesKey } from '../../../../src/core/series-key.ts'
import type { AlertEmailInput, ReceivedEmailInput } from '../../../../src/delivery/email/input.ts'
import { bodyOf, renderAlertEmail } from '../../../../src/delivery/email/render.ts'
import { clean, cleanUrl } from '../../../../src/presentation/clean.ts'
import {
  addresseeOf,
  episodeOf,
  NOW,
  RULE,
  releaseAt,
  SETTINGS,
  SLOPE,
  sample,
} from '../../../support/alerts/alert-samples.ts'
import { ANY_CHARACTER } from '../../../support/any-text.ts'
import { inForm } from '../../../support/long-form.ts'

/** The chart holds no foreign text, and drawing it takes longer than all the rest. */
const PNG = Buffer.from('a picture')
const ANN = addresseeOf('ann@example.org')
const RUNS = Number(process.env.SLOWBURN_FUZZ_RUNS ?? inForm(40, 120))

/** Text as an attacker writes it: pieces of headers, markup, URLs and controls, and anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\nBcc: victim@example.org\r\n',
        '\nSubject: hacked',
        '\r\n\r\n<h1>body</h1>',
        '\r\n.\r\nMAIL FROM:<a@b>',
        '\0',
        '\u2028',
        '\u202e',
        '=?utf-8?Q?=0D=0ABcc:_victim@example.org?=',
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '</style><style>*{display:none}',
        '<!--',
        '-->',
        "' onmouseover='alert(1)",
        '&lt;b&gt;',
        'javascript:alert(1)',
        '--=_alternative_',
        '\ud800',
        '${7*7}{{7*7}}',
        '😈',
        '%0d%0aBcc:x',
      ),
      fc.string({ unit: ANY_CHARACTER, maxLength: 30 }),
    ),
    { maxLength: 6 },
  )
  .map(pieces => pieces.join(''))

const hostileChange = fc
  .record({
    label: hostile,
    name: hostile,
    rule: hostile,
    contact: hostile,
    help: hostile,
    cause: hostile,
    unaffected: fc.array(hostile, { maxLength: 3 }),
    runbook: hostile,
    installation: hostile,
  })
  .map(({ label, name, rule, contact, help, cause, unaffected, runbook, installation }) => {
    const labels = { task_type: label, model: name }
    const key = seriesKey('task_run_time_p50', labels)
    const episode = episodeOf(SLOPE, { series: key, rule })
    const input: AlertEmailInput = sample({
      transition: { to: 'firing', at: NOW, episode },
      series: { ...sample().series, key, labels },
      rule: { ...RULE, name: rule, runbook },
      indicator: { help, unit: 'seconds', goodDirection: 'down' },
      points: [],
      causes: {
        ...sample().causes,
        shown: [
          {
            kind: 'release',
            release: releaseAt(NOW, { version: cause, component: cause, environment: cause, note: cause }),
          },
        ],
      },
      unaffected,
    })
    const addressee = { ...ANN, contact, route: contact }
    return { input, addressee, settings: { ...SETTINGS, installation } }
  })

/** What another system sends, as it is taken in. */
const hostileReceived = fc
  .record({ name: hostile, label: hostile, words: hostile, url: hostile, contact: hostile, to: fc.boolean() })
  .map(({ name, label, words, url, contact, to }) => {
    const alert = {
      status: 'firing' as const,
      labels: { alertname: name, service: label, severity: label, [label]: words },
      annotations: { summary: words, description: words, runbook_url: url, dashboard: url },
      startsAt: NOW - 60_000,
      generatorUrl: url,
    }
    const { episode } = receive(alert, null, { now: NOW, listened: 0 }) ?? {}
    if (episode?.origin !== 'received') throw new TypeError('it was received')
    const shown: ReceivedEpisode = { ...episode, sequence: 1 }
    const input: ReceivedEmailInput = {
      transition: { to: to ? 'firing' : 'resolved', at: NOW, episode: shown },
    }
    return { input, addressee: { ...ANN, contact, route: contact }, settings: SETTINGS }
  })

const hostileInput = fc.oneof(hostileChange, hostileReceived)

describe('nothing that a label or an error text contains', () => {
  const plainHeaders = headerNames(renderAlertEmail(sample(), addresseeOf('ann@example.org'), SETTINGS).bytes)
  const plainTags = tagsOf(bodyOf(sample({ unaffected: ['x'] }), SETTINGS, ANN).html)

  test('adds, changes or breaks a header, or adds a recipient', async () => {
    await fc.assert(
      fc.asyncProperty(hostileInput, async ({ input, addressee, settings }) => {
        const { bytes, subject } = renderAlertEmail(input, addressee, settings, () => PNG)
        assert.deepEqual(headerNames(bytes), plainHeaders)
        const mail = await simpleParser(Buffer.from(bytes), { skipHtmlToText: true, skipTextToHtml: true })
        assert.equal(mail.subject, subject)
        assert.ok([...subject].length <= 70 && !/\p{Cc}/u.test(subject))
        assert.equal(mail.bcc, undefined)
        assert.deepEqual(
          [mail.to].flat().flatMap(to => to?.value.map(({ address }) => address)),
          ['ann@example.org'],
        )
        assert.deepEqual(
          mail.from?.value.map(({ address }) => address),
          [SETTINGS.sender],
        )
        assert.equal(mail.attachments.length, 'series' in input ? 2 : 0)
      }),
      { numRuns: RUNS },
    )
  })

  test('adds an element, an attribute or an address to the HTML', () => {
    fc.assert(
      fc.property(hostileInput, ({ input, addressee, settings }) => {
        const { html } = bodyOf(input, settings, addressee, () => PNG)
        assert.ok(Buffer.byteLength(html) <= 40_000)
        const allowed = new Set(plainTags.keys())
        for (const [tag, attributes] of tagsOf(html)) {
          assert.ok(allowed.has(tag), tag)
          for (const attribute of attributes)
            assert.ok(plainTags.get(tag)?.has(attribute), `${tag} ${attribute}`)
        }
        for (const [, url = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
          assert.match(url, /^(?:https?:\/\/|cid:)/)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('survives in the bytes as anything but 7-bit lines that every server takes', () => {
    fc.assert(
      fc.property(hostileInput, ({ input, addressee, settings }) => {
        const text = Buffer.from(renderAlertEmail(input, addressee, settings, () => PNG).bytes).toString(
          'latin1',
        )
        assert.doesNotMatch(text, /[^\r\n\t\x20-\x7e]/)
        assert.equal(text.replaceAll('\r\n', '').search(/[\r\n]/), -1)
        for (const line of text.split('\r\n')) assert.ok(line.length <= 200, line)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('foreign text', () => {
  test('that looks like an encoded word is read as it was written, in the subject and in the sender', async () => {
    const looks = '=?utf-8?Q?=0D=0ABcc:_v?='
    const labels = { task_type: looks }
    const input = sample({ series: { ...sample().series, labels } })
    const { bytes, subject } = renderAlertEmail(input, ANN, { ...SETTINGS, installation: looks }, () => PNG)
    assert.ok(subject.includes(looks), subject)
    const mail = await simpleParser(Buffer.from(bytes))
    assert.equal(mail.subject, subject)
    assert.deepEqual(
      mail.from?.value.map(({ name }) => name),
      [`slowburn ${looks}`],
    )
  })

  test('becomes one line without controls, at most so long', () => {
    assert.equal(clean('a\r\nb\u0000c\u202ed\u200be'), 'a b cde')
    assert.equal(clean('x'.repeat(50), 10), `${'x'.repeat(9)}…`)
    assert.equal(clean('\ud800'), '\ufffd')
    assert.equal(clean('  many   spaces  '), 'many spaces')
  })

  test('is a link only where it is plain http or https', () => {
    assert.equal(cleanUrl('https://example.org/a b'), 'https://example.org/a%20b')
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      '/relative',
      'https://user:pw@example.org',
      '',
    ]) {
      assert.equal(cleanUrl(bad), null)
    }
    assert.equal(cleanUrl(null), null)
  })
})

function headerNames(bytes: Uint8Array): string[] {
  const [head = ''] = Buffer.from(bytes).toString('latin1').split('\r\n\r\n')
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map(line => line.slice(0, line.indexOf(':')))
}

/** Every element with the attribute names that it is ever given. Outlook's conditional comments are cut out. */
function tagsOf(html: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const bare = html.replace(/<!--\[if mso\]>.*?<!\[endif\]-->/gs, '')
  for (const [, tag = '', rest = ''] of bare.matchAll(
    /<([!/]?[a-z0-9-]+)((?:\s+[^\s"'>=]+(?:="[^"]*")?)*)\s*>?/gi,
  )) {
    const names = [...rest.matchAll(/\s([^\s"'>=]+)(?:="[^"]*")?/g)].map(([, name = '']) => name)
    const known = found.get(tag) ?? new Set()
    for (const name of names) known.add(name)
    found.set(tag, known)
  }
  return found
}
