import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { listened, listenedAt, saveListened } from '../../../../src/pipeline/alerts/listening.ts'
import { T0 } from '../../../support/alerts/alerting.ts'

function marks() {
  const kept = new Map<string, number>()
  return {
    mark: (name: string) => kept.get(name) ?? null,
    setMark: (name: string, at: number) => void kept.set(name, at),
  }
}

test('the time between evaluations adds up, and neither a leap, a jump back nor a time of being down does', () => {
  const store = marks()
  const at = (now: number): number => {
    saveListened(store, now, listenedAt(store, now, 2 * DAY))
    return listened(store)
  }
  assert.equal(at(T0), 0)
  assert.equal(at(T0 + MINUTE), MINUTE)
  assert.equal(at(T0 + 365 * DAY), MINUTE + HOUR)
  assert.equal(at(T0), MINUTE + HOUR)
  assert.equal(at(T0 + MINUTE), 2 * MINUTE + HOUR)
})

test('one leap never uses up a short patience', () => {
  const store = marks()
  saveListened(store, T0, 0)
  assert.ok(listenedAt(store, T0 + DAY, 20 * MINUTE) < 20 * MINUTE)
})
