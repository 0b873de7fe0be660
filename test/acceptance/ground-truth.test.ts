// Holds slowburn to the example platform's ground truth: every planted fault is found, and nothing else is paged.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SECOND } from '../../src/core/duration.ts'
import { seriesKey } from '../../src/core/series-key.ts'
import type { Plant } from '../../src/demo/simulator/plants.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type Watched, watchDemo } from '../support/process/watch-demo.ts'

interface Moment {
  value: string
  lower: string
  upper: string
}

interface ChangeJson {
  series: { key: string; bucket_seconds: number }
  severity: 'watch' | 'page'
  kind: string
  direction: 'up' | 'down'
  good: boolean | null
  onset: Moment
  effect: { absolute: { lower: number; upper: number } }
  causes: Array<{ kind: 'release'; version: string } | { kind: 'model'; from: string; to: string }>
}

const NOW = Date.UTC(2026, 5, 15, 9, 30)

describe('on the example platform', () => {
  let watched: Watched
  let changes: ChangeJson[]
  const cleanup: Array<() => unknown> = []

  before(async () => {
    const folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    watched = await watchDemo({ seed: 1, now: NOW, folder })
    cleanup.push(() => watched.stop())
    const response = await fetch(`${watched.url}api/v1/changes`)
    changes = ((await response.json()) as { standing: ChangeJson[] }).standing
  })
  after(async () => {
    for (const step of cleanup.reverse()) await step()
  })

  const changeOf = (plant: Plant): ChangeJson => {
    const key = seriesKey(plant.indicator, plant.labels)
    const found = changes.find(change => change.series.key === key)
    assert.ok(found, `${plant.id}: no change on ${key}`)
    return found
  }

  test('every planted fault is found and would page', () => {
    assert.equal(watched.truth.plants.length, 7)
    for (const plant of watched.truth.plants) assert.equal(changeOf(plant).severity, 'page', plant.id)
  })

  test('each is seen for what it is, in the right direction', () => {
    for (const plant of watched.truth.plants) {
      const { kind, direction } = changeOf(plant)
      assert.equal(direction, plant.direction, plant.id)
      assert.ok((plant.kinds as readonly string[]).includes(kind), `${plant.id}: ${kind}`)
    }
  })

  test('nothing is told as better, for nothing is', () => {
    const better = changes.filter(({ severity, good }) => severity === 'page' && good === true)
    assert.deepEqual(
      better.map(({ series }) => series.key),
      [],
    )
  })

  test('the true onset of each lies inside the reported interval, to the width of a bucket', () => {
    for (const plant of watched.truth.plants) {
      const { onset, series } = changeOf(plant)
      const bucket = series.bucket_seconds * SECOND
      const said = `${plant.id}: planted ${new Date(plant.onset).toISOString()}, said ${JSON.stringify(onset)}`
      assert.ok(plant.onset >= Date.parse(onset.lower) - bucket, said)
      assert.ok(plant.onset < Date.parse(onset.upper) + bucket, said)
    }
  })

  test('the release that did harm is named, as what coincides, and no other with what began at once', () => {
    const versionsOf = (plant: Plant): string[] =>
      changeOf(plant).causes.flatMap(cause => (cause.kind === 'release' ? [cause.version] : []))
    for (const plant of watched.truth.plants) {
      if (plant.kinds.includes('slope')) continue
      assert.deepEqual(versionsOf(plant), plant.release === null ? [] : [plant.release], plant.id)
    }
    assert.equal(watched.truth.plants.filter(({ release }) => release !== null).length, 1)
  })

  test('the model that was swapped is named', () => {
    const swap = watched.truth.plants.find(({ id }) => id === 'review-model-swap')
    assert.ok(swap)
    assert.deepEqual(
      changeOf(swap).causes.map(cause => cause.kind === 'model' && `${cause.from} to ${cause.to}`),
      ['aurora-small to basalt-mini'],
    )
  })

  test('nothing is paged that was not planted or does not follow from it', () => {
    const { plants, consequences } = watched.truth
    const explained = new Set([...plants, ...consequences].map(one => seriesKey(one.indicator, one.labels)))
    const unexplained = changes.filter(
      change => change.severity === 'page' && !explained.has(change.series.key),
    )
    assert.deepEqual(
      unexplained.map(change => `${change.series.key} ${change.kind} ${change.direction}`),
      [],
    )
  })

  test('seven faults are seven incidents, each with the planted series as its root', async () => {
    const answer = await (await fetch(`${watched.url}api/v1/incidents`)).json()
    const { incidents } = answer as { incidents: Array<{ root: ChangeJson; symptoms: unknown[] }> }
    assert.deepEqual(
      incidents.map(({ root }) => root.series.key).toSorted(),
      watched.truth.plants.map(plant => seriesKey(plant.indicator, plant.labels)).toSorted(),
    )
    assert.equal(
      incidents.reduce((sum, { symptoms }) => sum + symptoms.length + 1, 0),
      changes.length,
      'every change that stands is in one of them',
    )
    assert.match(await (await fetch(watched.url)).text(), /<h1>7 problems; everything else is quiet/)
  })

  test('an e-mail about each planted fault reaches the mailbox, once', async () => {
    await watched.advance(5 * SECOND)
    const { alerts } = (await (await fetch(`${watched.url}api/v1/alerts`)).json()) as {
      alerts: Array<{ state: string; series: { key: string } }>
    }
    for (const plant of watched.truth.plants) {
      const key = seriesKey(plant.indicator, plant.labels)
      assert.equal(
        alerts.filter(alert => alert.series.key === key && alert.state === 'firing').length,
        1,
        key,
      )
    }
    const page = await (await fetch(`${watched.url}mail`)).text()
    const ids = [...page.matchAll(/href="\/mail\/(\d+)"/g)].map(([, id]) => id)
    assert.ok(ids.length >= 3 && ids.length <= 9, 'a hundred alarms are not a hundred messages')
    const texts = await Promise.all(
      ids.map(async id => (await fetch(`${watched.url}mail/${id}/text`)).text()),
    )
    assert.ok(
      texts.some(text => /7 alerts at once/.test(text)) === false,
      'alerts of one cause are told as one',
    )
    for (const plant of watched.truth.plants) {
      const words = plant.indicator.replace(/^task_|_p50$/g, '').replaceAll('_', ' ')
      assert.ok(
        texts.some(text => text.toLowerCase().includes(words)),
        `${plant.id}: no message speaks of ${words}`,
      )
    }
  })

  test('the history of the alert keeps what was known to coincide when it fired', async () => {
    const { history } = (await (await fetch(`${watched.url}api/v1/history`)).json()) as {
      history: Array<{ action: string; detail: string }>
    }
    const firing = history.filter(
      ({ action, detail }) => action === 'firing' && /phantom_failure/.test(detail),
    )
    assert.equal(firing.length, 1)
    assert.match(firing[0]?.detail ?? '', /; coincides with release 2\.9\.1 of worker \(production\)$/)
  })

  test('nothing had to be warned of', () => {
    assert.deepEqual(watched.log, [])
  })
})
