// What every source that is pulled must do with what its system holds: all of it arrives once, and nothing is called complete that is not.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { parseConfig } from '../../../src/config/load.ts'
import { type Millis, systemClock } from '../../../src/core/clock.ts'
import { MINUTE, SECOND } from '../../../src/core/duration.ts'
import { SourceError } from '../../../src/core/errors.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { Event } from '../../../src/events/event.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'
import { readBatch } from '../../../src/sources/batch.ts'
import type { MemoryChange } from '../../../src/sources/memory.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import { type Batch, type Cursor, isReceiving, type Source } from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import type { StartTrial, TrialSystem } from '../../support/facts/source-trial.ts'

/** Everything that was committed, and what is asked for again from it: as after a restart. */
class Installation {
  private readonly t: TestContext
  private readonly entry: TrialSystem['entry']
  readonly events: Event[] = []
  readonly batches: Batch[] = []
  private cursor: Cursor | null = null
  private readonly memory = new Map<string, Uint8Array>()

  constructor(t: TestContext, entry: TrialSystem['entry']) {
    this.t = t
    this.entry = entry
  }

  /** By a source of its own. Ends after so many batches, as a process that is killed. */
  async pull(most = Number.POSITIVE_INFINITY): Promise<void> {
    const source = sourceOf(this.t, this.entry, key => this.memory.get(key) ?? null)
    assert.ok(!isReceiving(source))
    let count = 0
    for await (const batch of source.pull(this.cursor, AbortSignal.timeout(20_000))) {
      assert.ok('batch' in readBatch(batch, Date.now()), JSON.stringify(readBatch(batch, Date.now())))
      this.batches.push(batch)
      this.events.push(...batch.events)
      for (const change of batch.memory ?? []) this.keep(change)
      this.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
      if (++count === most) break
    }
    await source.close()
  }

  /** Ends as it may while nothing can be read: with a SourceError, or with batches that say so. */
  async pullFromWhatIsAway(): Promise<void> {
    await this.pull().catch((error: unknown) => assert.ok(error instanceof SourceError, String(error)))
  }

  /** The latest moment that any batch calls complete. */
  completeUpTo(): Millis | null {
    const said = this.batches.map(({ completeUpTo }) => completeUpTo).filter(at => at !== null)
    return said.length === 0 ? null : Math.max(...said)
  }

  private keep(change: MemoryChange): void {
    if ('drop' in change) {
      for (const key of this.memory.keys()) if (key.startsWith(change.drop)) this.memory.delete(key)
    } else if (change.value === null) this.memory.delete(change.key)
    else this.memory.set(change.key, change.value)
  }
}

function sourceOf(t: TestContext, entry: object, get: (key: string) => Uint8Array | null): Source {
  const [settings] = parseConfig(JSON.stringify({ sources: [entry] }), {}).sources
  assert.ok(settings)
  const source = createSource(settings, { clock: systemClock, log: silentLogger, memory: { get } })
  t.after(() => source.close())
  return source
}

/** The subjects of the facts that came, by the id of their event. */
function arrived({ subjectOf }: TrialSystem, events: readonly Event[]): Map<string, string> {
  const found = new Map(
    events.flatMap(event => {
      const subject = subjectOf(event)
      return subject === null ? [] : [[event.id, subject] as const]
    }),
  )
  const types = [...new Set(events.map(({ type }) => type))].join(', ') || 'none'
  assert.ok(
    found.size > 0,
    `subjectOf of trial.ts knows none of the ${events.length} events (types: ${types})`,
  )
  return found
}

function assertGood({ entry }: TrialSystem, events: readonly Event[]): void {
  for (const event of events) {
    assert.equal(faultOfEvent(event), null)
    assert.equal(event.source, entry.name)
  }
}

/** Each pull of what has no history brings what is there now, as an event of its own. */
async function showsWhatIsThere(system: TrialSystem, own: Installation): Promise<void> {
  for (const [i, subject] of names(0, 3).entries()) {
    await system.write([subject], Date.now())
    // Two samples within a millisecond may be one.
    await setTimeout(5)
    await own.pull()
    assertGood(system, own.events)
    const found = arrived(system, own.events)
    assert.ok([...found.values()].includes(subject), `pull ${i + 1} brings what is there`)
    assert.ok(found.size > i, 'each pull brings an event under an id of its own')
  }
}

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `w${String(from + i).padStart(3, '0')}`)

for (const { type, example } of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type}`, async () => {
    const path = new URL(`./${type}/trial.ts`, import.meta.url)
    const start = existsSync(path)
      ? ((await import(path.href)) as { startTrial?: StartTrial }).startTrial
      : undefined

    test('that is pulled brings a system of its own for the suite', t => {
      const pulled = !isReceiving(sourceOf(t, example, () => null))
      assert.equal(start !== undefined, pulled, `test/unit/sources/${type}/trial.ts exports startTrial`)
    })
    if (start === undefined) return

    test('brings everything once, as valid events of its name, over restarts and whatever comes later', async t => {
      const system = await start(t)
      const own = new Installation(t, system.entry)
      if (system.keeps === 'nothing') return await showsWhatIsThere(system, own)
      const early = Date.now() - 10 * MINUTE
      await system.write(names(0, 130), early)
      await own.pull(1)
      await system.write(names(130, 150), Date.now())
      for (let i = 0; i < 3; i++) await own.pull()
      await system.write(names(150, 160), Date.now())
      await own.pull()
      assertGood(system, own.events)
      assert.deepEqual([...arrived(system, own.events).values()].sort(), names(0, 160))
      for (const event of own.events) {
        const subject = system.subjectOf(event)
        const isEarly = subject !== null && subject < 'w130'
        // Some systems write whole seconds.
        if (isEarly) assert.ok(Math.abs(event.at - early) <= SECOND, `${event.id} is not of when it happened`)
      }
    })

    test('calls nothing complete while its system is away, and misses nothing of it once it is back', async t => {
      const system = await start(t)
      const own = new Installation(t, system.entry)
      await system.write(names(0, 10), Date.now())
      await own.pull()
      const complete = own.completeUpTo()
      await system.takeAway()
      // Whoever adds up its own clock comes out later than before.
      await setTimeout(20)
      for (let i = 0; i < 2; i++) await own.pullFromWhatIsAway()
      assert.equal(own.completeUpTo(), complete, 'it is complete up to no later moment than before')
      const other = new Installation(t, system.entry)
      await other.pullFromWhatIsAway()
      assert.equal(other.completeUpTo(), null, 'what never saw its system calls nothing complete')
      const subjects = other.events.map(event => system.subjectOf(event)).filter(subject => subject !== null)
      assert.deepEqual(subjects, [], 'takeAway of trial.ts leaves nothing that can be read')
      await system.bringBack()
      await system.write(names(10, 20), Date.now())
      await own.pull()
      await own.pull()
      const found = new Set(arrived(system, own.events).values())
      if (system.keeps === 'nothing') assert.ok(found.has('w019'), 'what is there now is read')
      else assert.deepEqual([...found].sort(), names(0, 20))
    })

    test('ends without a batch, or with a SourceError, where it is given up before it begins', async t => {
      const { entry } = await start(t)
      const source = sourceOf(t, entry, () => null)
      assert.ok(!isReceiving(source))
      try {
        for await (const _ of source.pull(null, AbortSignal.abort())) assert.fail('it yields a batch')
      } catch (error) {
        assert.ok(error instanceof SourceError, String(error))
      }
    })
  })
}
