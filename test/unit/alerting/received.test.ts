import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode, ReceivedEpisode } from '../../../src/alerting/episode.ts'
import { alertLabels } from '../../../src/alerting/muting/silence.ts'
import {
  alarmOf,
  lapsed,
  namesOf,
  type ReceivedAlert,
  receive,
  standingOf,
} from '../../../src/alerting/received.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'
import { T0 } from '../../support/alerts/alerting.ts'

function alertOf(overrides: Partial<ReceivedAlert> = {}): ReceivedAlert {
  return {
    status: 'firing',
    labels: { alertname: 'HighErrorRate', service: 'api', severity: 'critical' },
    annotations: { summary: 'Errors are at 12 %.' },
    startsAt: T0 - MINUTE,
    generatorUrl: null,
    ...overrides,
  }
}

function at(now: number): { now: number; listened: number } {
  return { now, listened: 0 }
}

function episodeAfter(alerts: readonly ReceivedAlert[], now = T0): ReceivedEpisode | null {
  let episode: ReceivedEpisode | null = null
  for (const [step, alert] of alerts.entries()) {
    const next: Episode | undefined = receive(alert, episode, at(now + step * MINUTE))?.episode
    if (next?.origin === 'received') episode = next
  }
  return episode
}

describe('a received alarm', () => {
  test('fires from the moment it is received, and is named by its labels and its start', () => {
    const episode = episodeAfter([alertOf()])
    assert.equal(episode?.state, 'firing')
    assert.equal(episode?.firingSince, T0)
    assert.equal(episode?.pendingSince, T0 - MINUTE)
    assert.equal(episode?.rule, 'HighErrorRate')
    assert.equal(episode?.series, 'HighErrorRate{service="api",severity="critical"}')
    assert.equal(namesOf(alertOf()).id, episode?.id)
    assert.notEqual(namesOf(alertOf({ startsAt: T0 })).id, episode?.id)
  })

  test('has begun when it was first heard of where its sender says no start, as Go writes it', () => {
    const unsaid = Date.parse('0001-01-01T00:00:00Z')
    assert.equal(episodeAfter([alertOf({ startsAt: unsaid })])?.pendingSince, T0)
  })

  test('is known by its labels while it stands, and by nothing else', () => {
    const episode = episodeAfter([alertOf()])
    assert.ok(episode)
    const other = namesOf(alertOf({ labels: { alertname: 'HighErrorRate', service: 'web' } }))
    const same = namesOf(alertOf({ startsAt: T0 + HOUR, annotations: {} }))
    assert.equal(standingOf([episode], same)?.id, episode.id)
    assert.equal(standingOf([episode], other), null)
    assert.equal(standingOf([{ ...episode, state: 'resolved' }], same), null)
    const { fingerprint: _, ...ofEarlierVersion } = episode
    assert.equal(standingOf([ofEarlierVersion], same)?.id, episode.id)
    assert.deepEqual(alarmOf(episode.labels), { rule: episode.rule, series: episode.series })
  })

  test('is not ended by an end of an earlier run that comes late', () => {
    const standing = episodeAfter([alertOf()])
    const end = { status: 'resolved' as const, startsAt: T0 - HOUR }
    const over = (endsAt: number | null) => receive(alertOf({ ...end, endsAt }), standing, at(T0 + HOUR))
    assert.equal(over(T0 - 30 * MINUTE), null)
    for (const endsAt of [T0, null]) assert.equal(over(endsAt)?.to, 'resolved')
  })

  test('is a page where its severity says so in any of the usual words, else a watch', () => {
    const severity = (value?: string): string | undefined =>
      episodeAfter([
        alertOf({ labels: { alertname: 'a', ...(value === undefined ? {} : { severity: value }) } }),
      ])?.severity
    assert.deepEqual(['critical', 'Page', 'error', 'warning', 'info', undefined].map(severity), [
      'page',
      'page',
      'page',
      'watch',
      'watch',
      'watch',
    ])
  })

  test('that is reported again goes on, and its end is its end', () => {
    const again = episodeAfter([alertOf(), alertOf({ annotations: { summary: 'At 15 %.' } })])
    assert.equal(again?.firingSince, T0)
    assert.equal(again?.lastActiveAt, T0 + MINUTE)
    assert.equal(again?.annotations.summary, 'At 15 %.')
    const over = episodeAfter([alertOf(), alertOf({ status: 'resolved', annotations: {} })])
    assert.equal(over?.state, 'resolved')
    assert.equal(over?.resolvedAt, T0 + MINUTE)
    assert.equal(over?.annotations.summary, 'Errors are at 12 %.', 'its words stay')
  })

  test('that ends without having begun here is nothing, and so is a second end', () => {
    const end = alertOf({ status: 'resolved' })
    assert.equal(receive(end, null, at(T0)), null)
    assert.equal(receive(end, episodeAfter([alertOf(), end]), at(T0)), null)
  })

  test('that begins again after its end fires anew and goes on counting its messages', () => {
    const over = episodeAfter([alertOf(), alertOf({ status: 'resolved' })])
    const again = receive(alertOf(), over && { ...over, sequence: 2 }, at(T0 + HOUR))?.episode
    assert.equal(again?.state, 'firing')
    assert.equal(again?.firingSince, T0 + HOUR)
    assert.equal(again?.sequence, 2)
  })

  test('of which nothing is heard while we listen for too long is over', () => {
    const episode = episodeAfter([alertOf()])
    assert.ok(episode)
    const after = (listened: number) => lapsed([episode], { patience: HOUR, listened, now: T0 + HOUR })
    assert.deepEqual(after(HOUR - 1), [])
    const [over] = after(HOUR)
    assert.equal(over?.episode.state, 'resolved')
    assert.equal(over?.episode.resolvedAt, T0 + HOUR)
  })

  test('outlives a clock that leaps ahead while nobody listened', () => {
    const episode = episodeAfter([alertOf()])
    assert.ok(episode)
    assert.deepEqual(lapsed([episode], { patience: HOUR, listened: 0, now: T0 + 365 * 24 * HOUR }), [])
  })
})

test('which severities of others are a page can be said, whatever the case', () => {
  const severityOf = (severity: string, pages?: ReadonlySet<string>) =>
    receive(alertOf({ labels: { alertname: 'A', severity } }), null, {
      ...at(T0),
      ...(pages === undefined ? {} : { pages }),
    })?.episode.severity
  assert.deepEqual(
    ['critical', 'warning', 'P1'].map(one => severityOf(one)),
    ['page', 'watch', 'watch'],
  )
  assert.deepEqual(
    ['critical', 'P1'].map(one => severityOf(one, new Set(['p1']))),
    ['watch', 'page'],
  )
})

test('one matcher takes our own pages and those of others', () => {
  const critical = receive(
    alertOf({ labels: { alertname: 'A', severity: 'critical' } }),
    null,
    at(T0),
  )?.episode
  assert.ok(critical !== undefined)
  assert.partialDeepStrictEqual(alertLabels(critical, null), {
    severity: 'critical',
    slowburn_severity: 'page',
  })
  const ours = episodeOf(LEVEL, { severity: 'watch' })
  assert.partialDeepStrictEqual(alertLabels(ours, null), { severity: 'watch', slowburn_severity: 'watch' })
})
