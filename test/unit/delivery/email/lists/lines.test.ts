import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReceivedEpisode } from '../../../../../src/alerting/episode.ts'
import type { Labels } from '../../../../../src/core/series-key.ts'
import {
  type Listed,
  linesHtml,
  linesOf,
  linesText,
  mostSevere,
} from '../../../../../src/delivery/email/lists/lines.ts'
import { episodeOf, LEVEL, SLOPE } from '../../../../support/alerts/alert-samples.ts'

const BASE = 'https://slowburn.example.org'

function received(id: number, labels: Labels): Listed {
  const { origin: _, change: __, seriesId: ___, firedAs: ____, ...run } = episodeOf(SLOPE)
  const episode: ReceivedEpisode = {
    ...run,
    origin: 'received',
    id: `r${id}`,
    rule: 'DiskFull',
    series: `DiskFull{n="${id}"}`,
    labels,
    annotations: {},
    generatorUrl: null,
  }
  return { episode, title: 'DiskFull of db-1', unit: null, over: false }
}

const changed = (overrides: Parameters<typeof episodeOf>[1], kind = LEVEL.kind): Listed => ({
  episode: episodeOf({ ...LEVEL, kind }, overrides),
  title: 'Task run time p50 of build',
  unit: 'seconds',
  over: false,
})

describe('a list of alerts', () => {
  test('has pages before watches, and of each what has stopped before what has moved', () => {
    const listed = [
      changed({ id: 'a', severity: 'watch' }),
      changed({ id: 'b' }),
      changed({ id: 'c' }, 'missing'),
      { ...changed({ id: 'd' }), over: true },
    ]
    assert.deepEqual(
      mostSevere(listed, ({ over }) => over).map(({ episode }) => episode.id),
      ['c', 'b', 'a', 'd'],
    )
  })

  test('tells those that would read alike apart by the labels in which they differ', () => {
    const listed = ['sda', 'sdb', 'sdc'].map((device, index) => received(index, { device, severity: 'page' }))
    assert.deepEqual(
      linesOf(listed, BASE, 20).lines.map(({ text }) => text),
      ['sda', 'sdb', 'sdc'].map(device => `DiskFull of db-1 firing since 16 Nov 13:00 (device=${device})`),
    )
  })

  test('is one line with a number where nothing distinguishes them, as where labels are redacted', () => {
    const listed = Array.from({ length: 20 }, (_, index) => received(index, { user: '[email]' }))
    const { lines, others } = linesOf(listed, BASE, 5)
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['DiskFull of db-1 firing since 16 Nov 13:00 (20 alike)'],
    )
    assert.equal(others, null)
  })

  test('counts what it does not name', () => {
    const listed = Array.from({ length: 30 }, (_, index) => ({
      ...changed({ id: `e${index}`, series: `s${index}` }),
      title: `Series ${index}`,
    }))
    const { lines, others } = linesOf(listed, null, 12)
    assert.equal(lines.length, 12)
    assert.equal(others, 'and 18 more')
  })

  test('reads as text and as HTML, with a link each where there is a place to lead to', () => {
    const { lines } = linesOf([changed({})], BASE, 5)
    assert.equal(linesText(lines), 'Page      Task run time p50 of build stepped up +35 % since 16 Nov 04:00')
    assert.match(linesHtml(lines).toString(), /href="https:\/\/slowburn\.example\.org\/alerts\/5f0c/)
    assert.doesNotMatch(linesHtml(linesOf([changed({})], null, 5).lines).toString(), /href/)
  })

  test('names one that cannot be put into words', () => {
    const broken = { ...changed({}), title: null as unknown as string }
    assert.equal(linesOf([broken], null, 5).lines[0]?.text, 'task_run_time_p50{task_type="build"}')
  })
})

test('the most severe of many are the first of all in their order', () => {
  const listed = Array.from({ length: 900 }, (_, index) => ({
    ...changed({
      id: `e${index}`,
      series: `s${(index * 7919) % 900}`,
      severity: index % 5 === 0 ? 'page' : 'watch',
    }),
    over: index % 3 === 0,
  }))
  const over = (one: Listed): boolean => one.over
  assert.deepEqual(mostSevere(listed, over, 40), mostSevere(listed, over, 900).slice(0, 40))
})
