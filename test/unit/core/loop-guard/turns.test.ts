import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { blockingCallAt, createNotes, noterOf } from '../../../../src/core/loop-guard/blocking-calls.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { noteTurns } from '../../../../src/core/loop-guard/turns.ts'

const toy: Owner = { kind: 'source', name: 'toy' }

test('whose code runs is written down at every turn of it, for as long as that is asked for', async () => {
  const owners = createOwners()
  const notes = createNotes()
  const beat = 3
  const noted = (): Owner | null => blockingCallAt(notes, beat)?.owner ?? null
  const release = noteTurns(
    owners,
    noterOf(notes, () => beat),
  )
  const seen: Array<Owner | null> = []
  const see = (): void => void seen.push(noted())
  await owners.under(toy, async () => {
    see()
    await wait(1)
    see()
    await new Promise<void>(resolve => {
      setImmediate(() => {
        see()
        process.nextTick(() => {
          see()
          resolve()
        })
      })
    })
    await Promise.all([Promise.resolve().then(see), wait(1)])
    see()
  })
  assert.deepEqual(
    seen,
    Array.from({ length: 6 }, () => toy),
  )
  await wait(1)
  assert.equal(noted(), null, 'slowburn itself')
  owners.enter(toy)
  assert.deepEqual(noted(), toy)
  owners.enter(null)
  release()
  owners.under(toy, see)
  assert.equal(seen.at(-1), null)
})
