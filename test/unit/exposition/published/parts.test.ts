import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { NOTHING_PUBLISHED, published } from '../../../../src/exposition/published/gauges.ts'
import { partsOf } from '../../../../src/exposition/published/parts.ts'
import { emptySnapshot, indicator, measured } from '../../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const TOYS = indicator('toys')
const { families } = atOnce(
  published({ ...emptySnapshot(AT), series: [measured('toys', AT)] }, [TOYS], NOTHING_PUBLISHED),
)

describe('what is published', () => {
  test('is written once in each format, for all who ask', async () => {
    const parts = partsOf(families)
    for (const format of ['text', 'openMetrics', 'protobuf'] as const) {
      const [one, other] = await Promise.all([parts.in(format), parts.in(format)])
      assert.equal(one, other)
      assert.ok(one.pieces.length > 0)
    }
  })

  test('has the same lines in both formats of text, and keeps them once', async () => {
    const parts = partsOf(families)
    const { pieces: text } = await parts.in('text')
    const { pieces: open } = await parts.in('openMetrics')
    const memory = new Set(text.map(({ buffer }) => buffer))
    assert.ok(open.filter((_, place) => place % 2 === 1).every(({ buffer }) => memory.has(buffer)))
    const linesIn = (pieces: readonly Buffer[]): string[] =>
      Buffer.concat(pieces)
        .toString()
        .split('\n')
        .filter(line => line !== '' && !/^# (HELP|TYPE|UNIT)/.test(line))
    assert.deepEqual(linesIn(open), linesIn(text))
    assert.ok(linesIn(text).includes('slowburn_toys_seconds{task_type="build"} 120.5'))
    assert.match(Buffer.concat(open).toString(), /# UNIT slowburn_toys_seconds seconds\n/)
  })
})
