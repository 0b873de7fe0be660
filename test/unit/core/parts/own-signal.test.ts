import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { withOwnSignal } from '../../../../src/core/parts/own-signal.ts'
import { linesOf } from '../../../support/log.ts'
import { loadProof } from '../../../support/watchdog.ts'

const toy: Owner = { kind: 'source', name: 'toy' }

function parts() {
  const { watchdog, forever } = loadProof(0.1)
  const owners = createOwners()
  const { log, lines } = linesOf()
  return { deps: { owners, watchdog, log }, owners, forever, lines }
}

const untilAborted = (signal: AbortSignal): Promise<string> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(String(signal.reason))))

describe('a signal of a part of its own', () => {
  test('is aborted with the one it follows, and what listens belongs to the part', async () => {
    const { deps, owners } = parts()
    const outer = new AbortController()
    const seen: Array<Owner | null> = []
    const working = withOwnSignal(toy, outer.signal, deps, signal => {
      signal.addEventListener('abort', () => seen.push(owners.current()))
      return untilAborted(signal)
    })
    outer.abort('it is late')
    assert.equal(await working, 'it is late')
    assert.deepEqual(seen, [toy])
    assert.equal(owners.current(), null)
  })

  test('is aborted from the beginning where the other is', async () => {
    const { deps } = parts()
    assert.equal(await withOwnSignal(toy, AbortSignal.abort('over'), deps, async one => one.reason), 'over')
  })

  test('interrupts and names what listens and does not return; whoever aborts goes on', async () => {
    const { deps, forever, lines } = parts()
    const outer = new AbortController()
    const working = withOwnSignal(toy, outer.signal, deps, async signal => {
      signal.addEventListener('abort', forever)
      await new Promise(resolve => setTimeout(resolve, 200))
      return signal.aborted
    })
    outer.abort()
    assert.equal(await working, true)
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', /what a source does when it is to end did not return.*source=toy/)
  })

  test('calls nobody once the work has ended', async () => {
    const { deps } = parts()
    const outer = new AbortController()
    await withOwnSignal(toy, outer.signal, deps, async signal => {
      signal.addEventListener('abort', () => assert.fail('it was called'))
    })
    outer.abort()
  })
})
