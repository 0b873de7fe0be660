// The thread that guards the loop of the main one: it looks whether that still beats, and where it does not, whose fault it is.
import { appendFileSync, writeSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { blockingCallAt } from './blocking-calls.ts'
import type { GuardEnding, GuardSaid, GuardSettings, Interruption } from './interruption.ts'
import { nameOf, type Owner, sameOwner } from './owners.ts'
import { foundIn, type Seen } from './seen.ts'

const { beats, limited, notes, see, patience, ending, ...settings } = workerData as GuardSettings

/**
 * Looks in a patience. Counted rather than timed: a process that was stopped, or a machine that slept, held up nobody. One that is
 * at fault is found at work at half of the patience and at its end, with no turn of the loop between.
 */
const LOOKS = 16
/** After so many it is known who holds up everything for a while. */
const SOON = LOOKS / 8
/** The same for a call into the system, which cannot be interrupted: the process has to end for it. */
const LOOKS_AT_CALL = 3 * LOOKS

const OF_NOBODY =
  'everything stands still in a call into the system, of whom is not known; slowburn ends, and looks closely the next time'

/** Until something is interrupted: then nobody follows whose code runs any more. */
let { isClose } = settings

/** The beat at which the thread could not answer: it is in a call into the system, whoever has made that. */
let deafAt = -1

// A question to the main thread alone keeps no thread alive.
setInterval(() => undefined, 2 ** 30)

if (ending !== null) void endWhoBlocks(ending)
for (;;) {
  const beat = await standsStill(SOON)
  const soon = await look(beat, null)
  let looks = SOON + (await standing(beat, LOOKS / 2 - SOON))
  const half = looks === LOOKS / 2 ? await look(beat, null) : null
  if (half !== null) looks += await standing(beat, LOOKS / 2)
  const found = half !== null && looks === LOOKS ? await look(beat, half.owner) : null
  if (found !== null) say({ interrupted: found })
  else if (soon !== null) say({ held: soon, seconds: (looks * patience) / LOOKS / 1000 })
}

function say(said: GuardSaid): void {
  parentPort?.postMessage(said, [])
}

/** Resolves at the beat that has been the last for so many looks. */
async function standsStill(looks: number): Promise<number> {
  for (;;) {
    const beat = Atomics.load(beats, 0)
    if (await stillStands(beat, looks)) return beat
  }
}

async function stillStands(beat: number, looks: number): Promise<boolean> {
  return (await standing(beat, looks)) === looks
}

/** For how many looks, at most so many, the loop is at that beat from here on. */
async function standing(beat: number, looks: number): Promise<number> {
  for (let i = 0; i < looks; i += 1) {
    await wait(patience / LOOKS)
    if (Atomics.load(beats, 0) !== beat) return i
  }
  return looks
}

/** The process ends at once, at any instruction: nothing else ends a call into the system. */
async function endWhoBlocks({ file, more, log }: GuardEnding): Promise<void> {
  const write = (line: string): void => void writeSync(2, line)
  const logger = createLogger({ ...log, clock: systemClock, write })
  for (;;) {
    const beat = await standsStill(LOOKS_AT_CALL)
    const call = blockingCallAt(notes, beat)
    // A close look has shown that it is slowburn's own call: that is waited for.
    if (call === null && (isClose || deafAt !== beat)) continue
    const at = systemClock.now()
    const fields = call === null ? {} : { [call.owner.kind]: call.owner.name, place: call.place }
    const line = JSON.stringify(call === null ? { at } : { ...call, at, ...more[nameOf(call.owner)] })
    try {
      appendFileSync(file, `${line}\n`, { mode: 0o600, flush: true })
    } catch (error) {
      logger.error('the next start knows nothing of it, for nothing can be written', {
        ...fields,
        error: messageOf(error),
      })
    }
    logger.error(call === null ? OF_NOBODY : ofSomebody(call.owner), fields)
    process.kill(process.pid, 'SIGKILL')
  }
}

function ofSomebody({ kind }: Owner): string {
  return `a ${kind} holds up everything in a call into the system; slowburn ends, and starts without it the next time`
}

/** Whose code runs, and where; null where it is nobody's, or runs no more. Interrupts it where it is that of `suspect`. */
async function look(beat: number, suspect: Owner | null): Promise<Interruption | null> {
  if (Atomics.load(limited, 0) === 1) return null
  const session = new Session()
  session.connectToMainThread()
  try {
    let hears = false
    // A call into the system cannot be looked into: it is waited for, and once it has ended the loop beats again.
    void stillStands(beat, LOOKS).then(still => {
      if (still && !hears) deafAt = beat
    })
    const { result } = await session.post('Runtime.evaluate', {
      expression: `${see}(${JSON.stringify(suspect)})`,
      returnByValue: true,
    })
    // Where the stack is at its end it hears, and has no room to answer.
    const seen = result.value as Seen | undefined
    if (seen === undefined) deafAt = beat
    hears = true
    const found = foundIn(seen)
    if (found === null || Atomics.load(beats, 0) !== beat) return null
    if (suspect === null) return found
    if (!sameOwner(suspect, found.owner)) return null
    isClose = false
    await session.post('Runtime.terminateExecution')
    return found
  } finally {
    session.disconnect()
  }
}
