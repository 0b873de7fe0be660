import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesOf } from '../../../../src/exposition/names/series-names.ts'

test('a series is named by the values of its labels, whichever they are, and has a page', () => {
  const labels = { task_type: 'build', model: 'gpt-9', team: '' }
  assert.deepEqual(namesOf({ id: 7, labels }, 'https://drift.example'), {
    series: 'gpt-9, build',
    page: 'https://drift.example/series/7',
  })
})

test('one that is split by nothing is all there is, and without pages it has none', () => {
  assert.deepEqual(namesOf({ id: 7, labels: {} }, null), { series: 'all', page: '' })
})
