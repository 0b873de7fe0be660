import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { deploymentStream } from '../../../../src/demo/simulator/deployment-stream.ts'
import { FAULTY_RELEASE } from '../../../../src/demo/simulator/plants.ts'

const startedAt = Date.UTC(2026, 4, 4)
const stream = (): ReturnType<typeof deploymentStream> =>
  deploymentStream({ seed: 11, startedAt, plants: new Set() })

describe('deployments', () => {
  test('come once a week, and once more on the day of the harm', () => {
    const deployed = stream()(startedAt + 90 * DAY)
    const ordinary = deployed.filter(({ version }) => version !== FAULTY_RELEASE.version)
    assert.equal(deployed.length - ordinary.length, 1)
    for (const [i, { at }] of ordinary.entries()) {
      const week = at - startedAt - i * 7 * DAY
      assert.ok(week >= 6 * DAY + 13 * HOUR && week <= 6 * DAY + 15 * HOUR, String(week / DAY))
    }
  })

  test('are in order, have a version of their own, and are handed out once', () => {
    const next = stream()
    const all = [next(startedAt + 30 * DAY), next(startedAt + 66 * DAY), next(startedAt + 120 * DAY)].flat()
    assert.deepEqual(all, stream()(startedAt + 120 * DAY))
    assert.ok(all.every(({ at }, i) => i === 0 || at > (all[i - 1]?.at ?? 0)))
    assert.equal(new Set(all.map(({ version }) => version)).size, all.length)
    assert.deepEqual(
      all.map(({ id }) => id),
      all.map((_, i) => i + 1),
    )
  })
})
