import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { blindSpots } from '../../../../src/pipeline/collect/sight.ts'
import type { Batch, PulledSource, SourceProblem } from '../../../../src/sources/source.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeReceiver } from '../../../support/facts/fake-receiver.ts'
import { fakeSource, taskEvent } from '../../../support/facts/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const PROBLEM: SourceProblem = { where: 't.model', message: 'is missing', refused: 0 }

describe('collecting from all sources', () => {
  test('reads them side by side: none waits for the one before it to end', async t => {
    const { statuses, run } = collecting(t, NOW)
    const arrived = Promise.withResolvers<void>()
    const waits: PulledSource = {
      ...fakeSource('first', []),
      pull: async function* () {
        await arrived.promise
        yield { events: [], cursor: {}, completeUpTo: NOW, progress: null, problems: [] }
      },
    }
    const comes: PulledSource = {
      ...fakeSource('second', []),
      pull: async function* (): AsyncGenerator<Batch> {
        arrived.resolve()
        yield { events: [], cursor: {}, completeUpTo: NOW, progress: null, problems: [] }
      },
    }
    await run([waits, comes])
    assert.deepEqual([...statuses.values()].map(({ name, up }) => [name, up]).sort(), [
      ['first', true],
      ['second', true],
    ])
  })

  test('one that is huge stops at the end of its budget and goes on from there, the others being up to date', async t => {
    const { store, statuses, run } = collecting(t, NOW)
    let next = 0
    const huge: PulledSource = {
      ...fakeSource('huge', []),
      budget: 20,
      pull: async function* (cursor) {
        next = Number(cursor?.next ?? 0)
        for (;;) {
          next += 1
          const events = [taskEvent(`${next}`, 'task.queued', NOW - DAY, 'huge')]
          yield { events, cursor: { next }, completeUpTo: null, progress: 0.1, problems: [] }
        }
      },
    }
    await run([huge, fakeSource('small', [[{ completeUpTo: NOW - MINUTE }]])])
    assert.equal(statuses.get('small')?.completeUpTo, NOW - MINUTE)
    assert.deepEqual([statuses.get('huge')?.up, statuses.get('huge')?.progress], [true, 0.1])
    const first = next
    await run([huge])
    assert.ok(next > first, 'the second pull went on where the first had ended')
    assert.equal(store.lifecycles.keptCount(), next)
  })

  test('a standing problem is logged when it begins and when it ends', async t => {
    const { logged, run } = collecting(t, NOW)
    const source = fakeSource('platform', [[{ problems: [PROBLEM] }], [{ problems: [PROBLEM] }], [{}]])
    for (let i = 0; i < 3; i++) await run([source])
    assert.equal(logged.filter(line => line.includes('source has a problem')).length, 1)
    assert.equal(logged.filter(line => line.includes('source problem is gone')).length, 1)
  })

  test('one that can be read again is said to be, once, and for how long it was not', async t => {
    const { clock, logged, run } = collecting(t, NOW)
    const away = new Error('connection refused')
    const starting = new Error('the database system is starting up')
    const source = fakeSource('platform', [[{}], away, away, away, starting, starting, [{}], [{}]])
    for (let i = 0; i < 8; i++) {
      await run([source])
      clock.advance(10 * MINUTE)
    }
    const again = logged.filter(line => line.includes('source can be read again'))
    assert.equal(again.length, 1)
    assert.match(again[0] ?? '', /source=platform was_down_for=/)
    const began = logged.filter(line => line.includes('source cannot be read'))
    assert.equal(began.length, 2, 'one line for each reason, none for each tick')
    assert.match(began[0] ?? '', /connection refused/)
    assert.match(began[1] ?? '', /is starting up/)
  })

  test('a problem whose figures change is logged once when it begins and once when it ends, and shown as it is', async t => {
    const { statuses, logged, run } = collecting(t, NOW)
    const of = (rows: number): { problems: SourceProblem[] } => {
      const message = `${rows} of its 40 rows are gone`
      return { problems: [{ where: 't', key: 'rows are gone', message, refused: 0 }, PROBLEM] }
    }
    const source = fakeSource('platform', [[of(18)], [of(19)], [of(21)], [{ problems: [PROBLEM] }]])
    for (let i = 0; i < 3; i++) await run([source])
    assert.deepEqual(
      statuses.get('platform')?.problems.map(({ message }) => message),
      ['21 of its 40 rows are gone', 'is missing'],
    )
    await run([source])
    const lines = logged.filter(line => line.includes('rows are gone'))
    assert.equal(lines.length, 2)
    assert.match(lines[0] ?? '', /source has a problem.*18 of its 40/)
    assert.match(lines[1] ?? '', /source problem is gone.*21 of its 40/)
  })

  test('two problems in the same words at the same place are logged as one', async t => {
    const { logged, run } = collecting(t, NOW)
    const source = fakeSource('platform', [
      [{ problems: [PROBLEM, PROBLEM] }],
      [{ problems: [PROBLEM, PROBLEM] }],
    ])
    for (let i = 0; i < 2; i++) await run([source])
    assert.equal(logged.filter(line => line.includes('source has a problem')).length, 1)
  })

  test('what a source threw outside of its calls is a problem of it, said once, and of no other', async t => {
    const { statuses, deps, logged, run } = collecting(t, NOW)
    const both = [fakeSource('bad', [[]]), fakeSource('good', [[]])]
    deps.strays.note({ kind: 'source', name: 'bad' }, 'threw outside of any call: later', NOW)
    await run(both)
    await run(both)
    assert.deepEqual(
      statuses.get('bad')?.problems.map(({ message }) => message),
      ['threw outside of any call: later'],
    )
    assert.deepEqual(statuses.get('good')?.problems, [])
    assert.equal(logged.filter(line => line.includes('threw outside')).length, 1)
  })

  test('twenty thousand problems that change and events that are refused are few lines, and are counted whole', async t => {
    const { logged, counted, run } = collecting(t, NOW, { patience: 20 })
    const problems = (tick: string): SourceProblem[] =>
      Array.from({ length: 9_000 }, (_, i) => ({ ...PROBLEM, where: `t.${tick}${i}` }))
    const events = Array.from({ length: 20_000 }, () => ({}) as never)
    const source = fakeSource('platform', [
      [{ events, problems: problems('a') }],
      [{ problems: problems('b') }],
    ])
    await run([source])
    await run([source])
    assert.ok(logged.length < 50, `${logged.length} lines`)
    assert.ok(logged.some(line => line.includes('more of these are left out source=platform count=8990')))
    const refused = counted
      .filter(one => one.startsWith('refused invalid '))
      .map(one => Number(one.split(' ')[2]))
    assert.equal(
      refused.reduce((sum, one) => sum + one, 0),
      20_000,
    )
  })

  test('a source that calls the future complete is complete up to the present, and that is said of it', async t => {
    const { store, clock, statuses, logged, run } = collecting(t, NOW)
    const ahead = (at: number): Partial<Batch> => ({ completeUpTo: at + 5 * HOUR })
    // Whatever comes after it in the same pull takes it back no more.
    const source = fakeSource('hasty', [[ahead(NOW), {}], [ahead(NOW + MINUTE)], [{}]])
    await run([source])
    assert.equal(store.sources.load('hasty').completeUpTo, NOW)
    assert.match(statuses.get('hasty')?.problems[0]?.message ?? '', /complete what is 5h ahead of our clock/)
    clock.set(NOW + MINUTE)
    await run([source])
    assert.equal(statuses.get('hasty')?.completeUpTo, NOW + MINUTE)
    assert.equal(statuses.get('hasty')?.problems.length, 1)
    assert.equal(logged.filter(line => line.includes('source has a problem')).length, 1)
    await run([source])
    assert.deepEqual(statuses.get('hasty')?.problems, [])
  })

  test('a source whose cursor cannot be read has a problem for as long as that lasts, in one line of the log at each end', async t => {
    const { statuses, logged, run } = collecting(t, NOW)
    const source = fakeSource('platform', [[{ cursor: { row: 1 } }], [{ cursor: { row: 2 } }]])
    for (const isRead of [true, false, false, false, true]) {
      await run([{ ...source, reads: () => isRead }])
      assert.equal(statuses.get('platform')?.up, true)
      assert.equal(statuses.get('platform')?.problems.length, isRead ? 0 : 1)
    }
    const said = logged.filter(line => line.includes('its cursor cannot be read'))
    assert.match(said[0] ?? '', /source has a problem source=platform/)
    assert.match(said[1] ?? '', /source problem is gone source=platform/)
    assert.equal(logged.length, 2, logged.join(''))
  })

  test('a receiving source that cannot take what it is sent is down and complete no further, until it takes again', async t => {
    const { statuses, clock, run, deps, logged } = collecting(t, NOW)
    await run([fakeReceiver('hook')])
    clock.set(NOW + HOUR)
    deps.untaken.failed('hook', 'out of order', NOW + HOUR)
    await run([fakeReceiver('hook')])
    const down = statuses.get('hook')
    assert.equal(down?.up, false)
    assert.equal(down?.error, 'it cannot take what it is sent: out of order')
    assert.deepEqual([down?.completeUpTo, down?.lastSuccessAt], [NOW - MINUTE, NOW])
    assert.deepEqual(
      blindSpots({ sources: statuses }).map(({ source, table }) => [source, table]),
      [['hook', null]],
    )
    assert.ok(logged.some(line => line.includes('source=hook') && line.includes('out of order')))
    deps.untaken.taken('hook', NOW + HOUR)
    await run([fakeReceiver('hook')])
    assert.equal(statuses.get('hook')?.up, true)
    assert.match(statuses.get('hook')?.problems[0]?.message ?? '', /could not take 1 request/)
  })

  test('a receiving source is complete up to the present less its lateness, though nobody sends', async t => {
    const { statuses, clock, run } = collecting(t, NOW)
    await run([fakeReceiver('hook')])
    clock.set(NOW + HOUR)
    await run([fakeReceiver('hook')])
    assert.equal(statuses.get('hook')?.completeUpTo, NOW + HOUR - MINUTE)
  })
})
