import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { ChangeEpisode } from '../../../../src/alerting/episode.ts'
import { receive } from '../../../../src/alerting/received.ts'
import { parseMatcher } from '../../../../src/alerting/routing/matcher.ts'
import type { Route } from '../../../../src/alerting/routing/route.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { indicators } from '../../../../src/indicators/registry.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { alertsToPost } from '../../../../src/pipeline/alerts/post-alerts.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL, NOW, RULE, SERIES } from '../../../support/alerts/alert-samples.ts'
import { routeOf } from '../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const RUN_TIME = indicators.find(({ name }) => name === SERIES.indicator)

function posted(t: TestContext, episodes: ReadonlyArray<Partial<ChangeEpisode>>, route: Route = routeOf()) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  for (const [index, overrides] of episodes.entries()) {
    store.episodes.save(episodeOf(LEVEL, { id: `e${index}`, seriesId: id, ...overrides }))
  }
  const theirs = receive(
    { status: 'firing', labels: { alertname: 'x' }, annotations: {}, startsAt: NOW, generatorUrl: null },
    null,
    { now: NOW, listened: 0 },
  )
  if (theirs !== null) store.episodes.save(theirs.episode)
  return alertsToPost(
    {
      store,
      causes: createCauseFinder(store),
      rules: [RULE],
      policy: { route },
      baseUrl: 'https://slowburn.example.org/',
      settingsOf: () => (RUN_TIME === undefined ? null : { indicator: RUN_TIME }),
    },
    NOW,
  )
}

describe('an Alertmanager', () => {
  test('is told of what fires and of what has just ended, and of nothing that it told us', t => {
    const alerts = posted(t, [
      {},
      { state: 'pending', firingSince: null, series: 'b' },
      { state: 'resolved', resolvedAt: NOW - MINUTE, series: 'c' },
      { state: 'resolved', resolvedAt: NOW - HOUR, series: 'd' },
    ])
    assert.deepEqual(
      alerts.map(({ endsAt, generatorURL }) => [Date.parse(endsAt) - NOW, generatorURL]),
      [
        [5 * MINUTE, 'https://slowburn.example.org/alerts/e0'],
        [-MINUTE, 'https://slowburn.example.org/alerts/e2'],
      ],
    )
    assert.equal(alerts[0]?.labels.task_type, 'build')
    assert.match(alerts[0]?.annotations.summary ?? '', /^Task run time p50 of build stepped up from 45\.2 s/)
  })

  test('is told who writes the mail, the same for a watch and for the page that it becomes', t => {
    const page = parseMatcher('severity="page"')
    assert.ok(typeof page !== 'string')
    const theirs = routeOf({ mail: 'alertmanager' })
    const split = routeOf({ mail: 'alertmanager', routes: [routeOf({ name: 'graver', match: [page] })] })
    const owners = (route: Route): Array<string | undefined> =>
      [{ severity: 'watch' as const }, { severity: 'page' as const }].flatMap(severity =>
        posted(t, [severity], route).map(({ labels }) => labels.slowburn_mail),
      )
    assert.deepEqual(owners(routeOf()), ['slowburn', 'slowburn'])
    assert.deepEqual(owners(theirs), ['alertmanager', 'alertmanager'])
    assert.deepEqual(owners(split), ['slowburn', 'slowburn'])
  })
})
