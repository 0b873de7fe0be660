import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../../../../../src/assurance/replay/compare.ts'
import { replayPage } from '../../../../../src/assurance/replay/report/page.ts'
import { incidentOf, messageOf, runOf } from '../../../../support/replay/replayed.ts'

test('the page needs nothing beside itself, and holds every message', () => {
  const page = replayPage([runOf()], null)
  assert.match(page, /^<!doctype html>/)
  assert.doesNotMatch(page, /(?:src|href)="(?!data:)/, 'nothing is loaded')
  assert.doesNotMatch(page, /<script/)
  for (const words of [
    'Replay of 2 Mar to 30 Mar 2026, 4 weeks',
    'stepped up +95 %',
    'PAGE Task run time',
    'Nothing was sent',
  ])
    assert.ok(page.includes(words), words)
  assert.match(page, /<pre>Task run time p50 of build stepped up\.<\/pre>/)
  assert.doesNotMatch(page, /Side by side/)
})

test('what comes from outside is escaped', () => {
  const hostile = '<img src=x onerror=alert(1)>'
  const run = runOf(
    {
      incidents: [incidentOf({ title: hostile, what: hostile })],
      messages: [messageOf({ subject: hostile, to: hostile, text: hostile })],
    },
    hostile,
  )
  const page = replayPage([run, run], compare(run.replay, run.replay))
  assert.doesNotMatch(page, /<img/)
})

test('two are set side by side, with what is different first', () => {
  const [one, other] = [runOf({}, 'old.yml'), runOf({ messages: [] }, 'new.yml')]
  const page = replayPage([one, other], compare(one.replay, other.replay))
  assert.match(page, /Side by side[\s\S]*1 message fewer with new\.yml: 0 in place of 1\./)
  assert.match(page, /<h2><bdi>old\.yml<\/bdi><\/h2>/)
})

test('where there was nothing it says so', () => {
  const page = replayPage(
    [
      runOf({
        incidents: [incidentOf({ notifiedAt: null, closedAt: null, series: ['a', 'b'] })],
        messages: [],
      }),
    ],
    null,
  )
  assert.match(page, /Nobody was notified\./)
  assert.match(page, /still stood at the end/)
  assert.match(page, /With 1 more series\./)
  assert.equal(replayPage([runOf({ incidents: [], messages: [] })], null).match(/None\./g)?.length, 2)
})
