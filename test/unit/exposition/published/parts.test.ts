import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { NOTHING_PUBLISHED, published } from '../../../../src/exposition/published/gauges.ts'
import { nothingWritten, partsOf } from '../../../../src/exposition/published/parts.ts'
import { emptySnapshot, indicator, measured } from '../../../support/exposition/exposition.ts'
import { readFamilies } from '../../../support/exposition/metric-families.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const TOYS = indicator('toys')
const { families } = atOnce(
  published({ ...emptySnapshot(AT), series: [measured('toys', AT)] }, [TOYS], NOTHING_PUBLISHED),
)

describe('what is published', () => {
  test('is written once in each format, for all who ask', async () => {
    const parts = partsOf(families, nothingWritten())
    for (const format of ['text', 'openMetrics', 'protobuf'] as const) {
      const [one, other] = await Promise.all([parts.in(format), parts.in(format)])
      assert.equal(one, other)
      assert.ok(one.pieces.length > 0)
    }
  })

  test('has the same lines in both formats of text, and keeps them once', async () => {
    const parts = partsOf(families, nothingWritten())
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

  test('keeps what was written in protobuf of blocks that are the same, and writes the others anew', async () => {
    const other = indicator('others')
    const snapshot = (value: number) => ({
      ...emptySnapshot(AT),
      series: [
        measured('toys', AT),
        measured('others', AT, { lastPoint: { at: AT - 2 * HOUR, value, lower: 1, upper: 9, n: 5 } }),
      ],
    })
    const written = nothingWritten()
    const first = atOnce(published(snapshot(2), [TOYS, other], NOTHING_PUBLISHED))
    const before = (await partsOf(first.families, written).in('protobuf')).pieces
    const second = atOnce(published(snapshot(3), [TOYS, other], first))
    const after = (await partsOf(second.families, written).in('protobuf')).pieces
    const shared = new Set(before)
    const fresh = after.filter(piece => !shared.has(piece))
    const valueIn = (pieces: readonly Buffer[], name: string) =>
      readFamilies(Buffer.concat(pieces)).find(family => family.name === name)?.metric[0]?.gauge?.value
    assert.equal(valueIn(before, 'slowburn_others_seconds'), 2)
    assert.equal(valueIn(after, 'slowburn_others_seconds'), 3)
    assert.equal(valueIn(after, 'slowburn_toys_seconds'), 120.5)
    // Heads and what is not of series are made anew, and one block.
    assert.deepEqual(fresh.filter(piece => /task_type/.test(piece.toString('latin1'))).length, 1)
  })
})
