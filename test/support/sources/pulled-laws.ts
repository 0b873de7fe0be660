// What every source that is pulled must do, as laws: the suite holds each of the registry to them, and tries them on wrong ones.
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { DAY, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { SourceError } from '../../../src/core/errors.ts'
import type { Event } from '../../../src/events/event.ts'
import { admit } from '../../../src/events/intake.ts'
import { takeCandidates } from '../../../src/events/take.ts'
import { isLifecycleEvent } from '../../../src/lifecycles/join.ts'
import { unfedEvents } from '../../../src/pipeline/collect/problems/unfed.ts'
import { unjoined } from '../../../src/pipeline/collect/problems/unjoined.ts'
import { Installation, type PulledTrial } from './installation.ts'
import type { TrialSystem } from './source-trial.ts'

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

/** The service keeps each of them, and makes series of it. */
function assertGood({ entry }: TrialSystem, { events, feeds }: Installation): void {
  const now = Date.now()
  const taken = admit(takeCandidates(events), { source: String(entry.name), now, oldest: now - DAY })
  assert.deepEqual(taken.refused, [])
  assert.deepEqual(unjoined(taken.events), [])
  const unfed = unfedEvents(taken.events.filter(isLifecycleEvent), { feeds })
  assert.deepEqual([...unfed.keys()], [], `its \`feeds\` (${feeds.join(', ')}) names all that it brings`)
}

/** Each pull of what has no history brings what is there now, as an event of its own. */
async function showsWhatIsThere(system: TrialSystem, own: Installation): Promise<void> {
  for (const [i, subject] of names(0, 3).entries()) {
    await system.write([subject], Date.now())
    // Two samples within a millisecond may be one.
    await setTimeout(5)
    await own.pull()
    assertGood(system, own)
    const found = arrived(system, own.events)
    assert.ok([...found.values()].includes(subject), `pull ${i + 1} brings what is there`)
    assert.ok(found.size > i, 'each pull brings an event under an id of its own')
  }
}

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `w${String(from + i).padStart(3, '0')}`)

/** By what they ask. Each rejects where the source does not do it. */
export const PULLED_LAWS: Readonly<Record<string, (t: TestContext, trial: PulledTrial) => Promise<void>>> = {
  'brings everything once, as valid events of its name, over restarts and whatever comes later': bringsAll,
  'brings the end of what was open when it was read before, over restarts': bringsEnds,
  'passes what it refuses: everything that follows is brought': passesRefused,
  'calls nothing complete while its system is away, and misses nothing of it once it is back':
    waitsForItsSystem,
  'ends without a batch, or with a SourceError, where it is given up before it begins': endsBefore,
  'ends soon where it is given up between two batches': endsBetween,
  'ends soon where it is given up while its system does not answer': endsWaiting,
}

async function bringsAll(t: TestContext, trial: PulledTrial): Promise<void> {
  const system = await trial.start(t)
  const own = new Installation(t, trial, system)
  if (system.keeps === 'nothing') return await showsWhatIsThere(system, own)
  const early = Date.now() - 10 * MINUTE
  await system.write(names(0, 130), early)
  await own.pull(1)
  await system.write(names(130, 150), Date.now())
  for (let i = 0; i < 3; i++) await own.pull()
  await system.write(names(150, 160), Date.now())
  await own.pull()
  assertGood(system, own)
  assert.deepEqual([...arrived(system, own.events).values()].sort(), names(0, 160))
  for (const event of own.events) {
    const subject = system.subjectOf(event)
    const isEarly = subject !== null && subject < 'w130'
    // Some systems write whole seconds.
    if (isEarly) assert.ok(Math.abs(event.at - early) <= SECOND, `${event.id} is not of when it happened`)
  }
}

/** What is open is passed by while later facts are read: it must not be forgotten for it. */
async function bringsEnds(t: TestContext, trial: PulledTrial): Promise<void> {
  const system = await trial.start(t)
  if (system.begin === null) return
  const own = new Installation(t, trial, system)
  await system.begin(names(0, 20), Date.now() - 10 * MINUTE)
  await own.pull()
  assert.deepEqual(ended(system, own), [], 'what is open has not ended')
  await system.write(names(20, 60), Date.now() - MINUTE)
  for (let i = 0; i < 2; i++) await own.pull()
  await system.write(names(0, 10), Date.now())
  for (let i = 0; i < 2; i++) await own.pull()
  await system.write([...names(10, 20), ...names(60, 61)], Date.now())
  for (let i = 0; i < 2; i++) await own.pull()
  assertGood(system, own)
  assert.deepEqual(ended(system, own), names(0, 61), 'the ends of what was open are brought')
}

function ended({ subjectOf }: TrialSystem, { events }: Installation): string[] {
  const all = events.map(subjectOf).filter(subject => subject !== null)
  return [...new Set(all)].sort()
}

/** More of it than any source reads at once. */
const MOST_SPOILED = 1200

async function passesRefused(t: TestContext, trial: PulledTrial): Promise<void> {
  const system = await trial.start(t)
  if (system.spoil === undefined) return
  const own = new Installation(t, trial, system)
  await system.write(names(0, 5), Date.now() - 10 * MINUTE)
  await system.spoil(MOST_SPOILED, Date.now() - 5 * MINUTE)
  for (let i = 0; i < 2; i++) await own.pull()
  await system.write(names(5, 10), Date.now() - MINUTE)
  for (let i = 0; i < 2; i++) await own.pull()
  assertGood(system, own)
  const found = new Set(arrived(system, own.events).values())
  assert.deepEqual([...found].sort(), names(0, 10), 'what follows is brought')
  const refused = own.batches.flatMap(({ problems }) => problems).reduce((sum, one) => sum + one.refused, 0)
  assert.ok(refused <= MOST_SPOILED, `each is refused once, and not ${refused} of ${MOST_SPOILED}`)
  assert.notEqual(own.completeUpTo(), null, 'what was refused is passed, and all that there is was read')
}

async function waitsForItsSystem(t: TestContext, trial: PulledTrial): Promise<void> {
  const system = await trial.start(t)
  const own = new Installation(t, trial, system)
  await system.write(names(0, 10), Date.now())
  await own.pull()
  const complete = own.completeUpTo()
  await system.takeAway()
  // Whoever adds up its own clock comes out later than before.
  await setTimeout(20)
  for (let i = 0; i < 2; i++) await own.pullFromWhatIsAway()
  assert.equal(own.completeUpTo(), complete, 'it is complete up to no later moment than before')
  const other = new Installation(t, trial, system)
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
}

async function endsBefore(t: TestContext, { start, make }: PulledTrial): Promise<void> {
  const { entry, write } = await start(t)
  await write(names(0, 1), Date.now())
  const source = make(entry, () => null)
  t.after(() => source.close())
  try {
    for await (const _ of source.pull(null, AbortSignal.abort())) assert.fail('it yields a batch')
  } catch (error) {
    assert.ok(error instanceof SourceError, String(error))
  }
}

/** Batches that may still come: one may be made already. */
const MOST_AFTER = 1
const SOON = 5 * SECOND

async function endsBetween(t: TestContext, { start, make }: PulledTrial): Promise<void> {
  const { entry, write } = await start(t)
  await write(names(0, 5000), Date.now() - MINUTE)
  const source = make(entry, () => null)
  t.after(() => source.close())
  const given = new AbortController()
  let after = -1
  await within(async () => {
    for await (const _ of source.pull(null, given.signal)) {
      given.abort(new Error('given up'))
      after += 1
      assert.ok(after <= MOST_AFTER, `it goes on after it was given up: batch ${after + 1}`)
    }
  })
  assert.ok(after >= 0, 'it brings a batch')
}

/** Its system is an address at which somebody listens and never answers; of one that has no address nothing is asked. */
async function endsWaiting(t: TestContext, { start, make }: PulledTrial): Promise<void> {
  const { entry } = await start(t)
  const port = await silentServer(t)
  const mute = withPort(entry, port)
  if (mute === null) return
  const source = make(mute, () => null)
  t.after(() => source.close())
  const given = new AbortController()
  void setTimeout(SECOND / 2).then(() => given.abort(new Error('given up')))
  await within(async () => {
    for await (const { completeUpTo } of source.pull(null, given.signal)) assert.equal(completeUpTo, null)
  })
}

async function within(pull: () => Promise<void>): Promise<void> {
  const pulled = pull().catch((error: unknown) => {
    if (error instanceof assert.AssertionError) throw error
  })
  const late = setTimeout(SOON + SECOND, 'late', { ref: false })
  assert.notEqual(await Promise.race([pulled, late]), 'late', `it does not end within ${SOON / SECOND} s`)
}

async function silentServer(t: TestContext): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => {})))
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

/** The entry with that port in each address of it; null where it has none. */
function withPort(entry: TrialSystem['entry'], port: number): TrialSystem['entry'] | null {
  let found = false
  const changed = JSON.stringify(entry, (_, value: unknown) => {
    if (typeof value !== 'string' || !/^[a-z+]+:\/\/[^/]/.test(value) || !URL.canParse(value)) return value
    found = true
    const url = new URL(value)
    url.hostname = '127.0.0.1'
    url.port = String(port)
    return url.href
  })
  return found ? (JSON.parse(changed) as TrialSystem['entry']) : null
}
