// What every source that receives must do with what is sent: kept once and before it is answered, or asked for again.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, type TestContext, test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { commitOf } from '../../../src/pipeline/collect/receive.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import { createSource, sourceTypes } from '../../../src/sources/registry.ts'
import {
  type Commit,
  isReceiving,
  type ReceivedHeaders,
  type ReceivedRequest,
  type Source,
} from '../../../src/sources/source.ts'
import type { SourceType } from '../../../src/sources/source-type.ts'
import { collecting } from '../../support/facts/collecting.ts'
import { letsIn, type TrialSender } from '../../support/sources/source-trial.ts'

const NOW = Date.UTC(2026, 4, 1)

function sourceOf(t: TestContext, entry: object): Source {
  const [settings] = parseConfig(JSON.stringify({ sources: [entry] }), {}).sources
  assert.ok(settings)
  const source = createSource(settings, { clock: manualClock(NOW), log: silentLogger, memory: NO_MEMORY })
  t.after(() => source.close())
  return source
}

function routeOf(t: TestContext, { entry, path }: TrialSender) {
  const source = sourceOf(t, entry)
  assert.ok(isReceiving(source))
  const route = source.routes.find(one => one.path === path)
  assert.ok(route, `it has a route ${path}`)
  return { source, route }
}

/** Hands on to the store, and keeps what became of each commit. */
function counting(commit: Commit): {
  commit: Commit
  accepted: number[]
  sources: Set<unknown>
} {
  const accepted: number[] = []
  const sources = new Set<unknown>()
  return {
    accepted,
    sources,
    commit: async (candidates, refused) => {
      for (const candidate of candidates) sources.add((candidate as { source?: unknown } | null)?.source)
      const committed = await commit(candidates, refused)
      accepted.push(committed.accepted)
      return committed
    },
  }
}

function proofOf({ credentials, signatureOf }: TrialSender, body: Uint8Array): ReceivedHeaders {
  return { ...credentials, ...signatureOf?.(body) }
}

/** A header that is missing, empty, a part of what it should be, more than that, or another by one sign. */
function wrongs(value: string): (string | undefined)[] {
  const middle = value.length >> 1
  const other = `${value.slice(0, middle)}${value[middle] === '0' ? '1' : '0'}${value.slice(middle + 1)}`
  return [undefined, '', value.slice(0, -1), `${value}x`, other]
}

const taken = (status: number): boolean => status >= 200 && status < 300

for (const { type, example } of sourceTypes as readonly SourceType[]) {
  describe(`a source of type ${type}`, async () => {
    const path = new URL(`./${type}/trial.ts`, import.meta.url)
    const sender = existsSync(path)
      ? ((await import(path.href)) as { sender?: TrialSender }).sender
      : undefined

    test('that receives brings a sender of its own for the suite', t => {
      const receives = isReceiving(sourceOf(t, example))
      assert.equal(sender !== undefined, receives, `test/unit/sources/${type}/trial.ts exports sender`)
    })
    if (sender === undefined) return
    const request = (subject: string): ReceivedRequest => {
      const { headers, body } = sender.requestOf(subject, NOW - DAY)
      return { headers: { ...headers, ...proofOf(sender, body) }, body }
    }

    test('lets its own sender in, and nobody who shows a part of the credentials, or more than them', t => {
      const { route } = routeOf(t, sender)
      const { headers, body } = request('w1')
      assert.equal(letsIn(route, { headers, body }), true)
      const proof = Object.entries(proofOf(sender, body))
      assert.ok(proof.length > 0, 'trial.ts says its credentials, or signs: nobody else may hand facts in')
      for (const [name, value] of proof) {
        for (const wrong of wrongs(String(value))) {
          const refused = letsIn(route, { headers: { ...headers, [name]: wrong }, body })
          assert.equal(refused, false, `${name}: ${wrong}`)
        }
      }
    })

    test('takes a signature for that of its own body alone, where it signs', t => {
      const { route } = routeOf(t, sender)
      assert.equal(
        route.signed !== undefined,
        sender.signatureOf !== undefined,
        'route and trial.ts sign both',
      )
      if (sender.signatureOf === undefined) return
      const { headers, body } = request('w1')
      const flipped = Uint8Array.from(body)
      flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1
      for (const other of [flipped, body.slice(0, -1), new Uint8Array(), request('w2').body]) {
        assert.equal(letsIn(route, { headers, body: other }), false, Buffer.from(other).toString())
      }
    })

    test('has a good fact on disk before it answers, once, however often it is sent', async t => {
      const { source, route } = routeOf(t, sender)
      const { deps, statuses, run } = collecting(t, NOW)
      const { commit, accepted, sources } = counting(commitOf(source, deps))
      assert.ok(taken((await route.receive(request('w1'), commit)).status))
      assert.deepEqual([...sources], [sender.entry.name], 'its events bear its name')
      assert.deepEqual(accepted.splice(0), [1], 'the first is accepted by the commit')
      assert.ok(taken((await route.receive(request('w1'), commit)).status))
      assert.ok(
        accepted.splice(0).every(count => count === 0),
        'the same again adds nothing',
      )
      assert.ok(taken((await route.receive(request('w2'), commit)).status))
      assert.deepEqual(accepted, [1])
      await run([source])
      assert.deepEqual(statuses.get(source.name)?.problems, [], 'it does as it says of itself')
    })

    test('does not call it taken where it cannot be kept, and takes it when it is sent again', async t => {
      const { source, route } = routeOf(t, sender)
      const full: Commit = () => {
        throw new Error('the disk is full')
      }
      const answered = await Promise.resolve()
        .then(() => route.receive(request('w1'), full))
        .then(
          ({ status }) => status,
          () => null,
        )
      assert.ok(answered === null || answered >= 500, `it answered ${answered}`)
      const { commit, accepted } = counting(commitOf(source, collecting(t, NOW).deps))
      assert.ok(taken((await route.receive(request('w1'), commit)).status))
      assert.deepEqual(accepted, [1])
    })
  })
}
