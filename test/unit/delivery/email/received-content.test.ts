import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReceivedEpisode } from '../../../../src/alerting/episode.ts'
import {
  receivedContent,
  receivedTitle,
  summaryOf,
  writtenOf,
} from '../../../../src/delivery/email/received-content.ts'
import { addresseeOf, episodeOf, NOW, SETTINGS, SLOPE } from '../../../support/alerts/alert-samples.ts'

const ANN = addresseeOf('ann@example.org')

function episode(overrides: Partial<ReceivedEpisode> = {}): ReceivedEpisode {
  const { origin: _, change: __, seriesId: ___, firedAs: ____, ...run } = episodeOf(SLOPE)
  return {
    ...run,
    origin: 'received',
    rule: 'DiskFull',
    labels: { alertname: 'DiskFull', instance: 'db-1', severity: 'critical', zone: 'eu-1', job: 'node' },
    annotations: { summary: 'The disk is 97 % full.' },
    generatorUrl: 'https://prometheus.example.org/graph',
    ...overrides,
  }
}

describe('a received alert', () => {
  test('is titled by its name and by the labels that people name first', () => {
    assert.equal(receivedTitle(episode()), 'DiskFull of node, db-1')
    assert.equal(receivedTitle(episode({ rule: '', labels: {} })), 'An alert without a name')
  })

  test('is summed up as its author wrote, or by its name', () => {
    assert.equal(summaryOf(episode()), 'The disk is 97 % full.')
    assert.equal(summaryOf(episode({ annotations: {} })), 'DiskFull of node, db-1 is firing.')
    assert.equal(writtenOf(episode({ annotations: {} })), null)
  })

  test('has the words of its author, its labels and where it was made', () => {
    const content = receivedContent(
      { transition: { to: 'firing', at: NOW, episode: episode() } },
      SETTINGS,
      ANN,
    )
    assert.equal(content.verdict, 'The disk is 97 % full.')
    assert.equal(content.subject, 'PAGE DiskFull of node, db-1 firing since 16 Nov')
    assert.match(
      content.facts.find(({ label }) => label === 'Labels')?.value ?? '',
      /instance=db-1, job=node/,
    )
    assert.deepEqual(
      content.links.map(({ label }) => label),
      ['Open this alert', 'Where it was made'],
    )
    assert.equal(content.action, 'Open the place where the alert was made.')
  })

  test('is resolved in its subject and its verdict alike', () => {
    const content = receivedContent(
      { transition: { to: 'resolved', at: NOW, episode: episode() } },
      SETTINGS,
      ANN,
    )
    assert.match(content.subject, /^RESOLVED DiskFull of node, db-1 after/)
    assert.equal(content.verdict, 'DiskFull of node, db-1 is resolved.')
    assert.equal(content.tone, 'better')
  })
})
