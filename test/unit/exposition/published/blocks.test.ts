import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Labels } from '../../../../src/core/series-key.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { type Block, blocksOf, MOST_SERIES } from '../../../../src/exposition/published/blocks.ts'
import { type ExposedSeries, exposedSeries } from '../../../../src/exposition/series-state.ts'
import { indicator, series } from '../../../support/exposition/exposition.ts'

const [A, B] = [indicator('a'), indicator('b')]

function one(of: typeof A, labels: Labels): ExposedSeries {
  return exposedSeries(series(of.name, { labels }), of, 0)
}

function filledBy(all: readonly ExposedSeries[], before: readonly Block[] = []) {
  return atOnce(blocksOf(all, before))
}

describe('the blocks of series', () => {
  test('are of one indicator each, and of so many at most', () => {
    const many = Array.from({ length: MOST_SERIES + 1 }, (_, i) => one(A, { n: String(i) }))
    const { filled, twice } = filledBy([one(B, {}), ...many])
    assert.deepEqual(
      filled.map(({ block, series: some }) => [block.indicator, some.length]),
      [
        ['b', 1],
        ['a', MOST_SERIES],
        ['a', 1],
      ],
    )
    assert.equal(twice, null)
    assert.deepEqual(filled[2]?.block.texts, [`n="${MOST_SERIES}"`])
  })

  test('are written as the labels of series are, and a series without labels as nothing', () => {
    const { filled } = filledBy([one(A, { job: 'x', a: 'say "y"' }), one(A, {})])
    assert.deepEqual(filled[0]?.block.texts, ['a="say \\"y\\"",label_job="x"', ''])
  })

  test('have the same list of texts while the labels are the same, whether they are the same objects or not', () => {
    const first = [one(A, { n: '1' }), one(A, { n: '2' })]
    const { filled } = filledBy(first)
    const before = filled.map(({ block }) => block)
    for (const again of [first, [one(A, { n: '1' }), one(A, { n: '2' })]]) {
      assert.equal(filledBy(again, before).filled[0]?.block.texts, before[0]?.texts)
    }
    const grown = filledBy([...first, one(A, { n: '3' })], before).filled[0]?.block.texts
    assert.deepEqual(grown, ['n="1"', 'n="2"', 'n="3"'])
  })

  test('follow where series go and come in the middle', () => {
    const [first, second, third] = ['1', '2', '3'].map(n => one(A, { n })) as [
      ExposedSeries,
      ExposedSeries,
      ExposedSeries,
    ]
    const before = filledBy([first, second]).filled.map(({ block }) => block)
    assert.deepEqual(filledBy([third, second], before).filled[0]?.block.texts, ['n="3"', 'n="2"'])
    assert.deepEqual(filledBy([second, first], before).filled[0]?.block.texts, ['n="2"', 'n="1"'])
  })

  test('hold the first of two series that are written alike, and say how', () => {
    const { filled, twice } = filledBy([one(A, { 'a.b': 'x' }), one(A, { a_b: 'x' }), one(B, { a_b: 'x' })])
    assert.deepEqual(
      filled.map(({ block }) => block.texts),
      [['a_b="x"'], ['a_b="x"']],
    )
    assert.equal(twice, 'a_b="x"')
  })
})
