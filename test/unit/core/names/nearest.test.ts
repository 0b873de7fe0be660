import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choiceWords, nearestOf } from '../../../../src/core/names/nearest.ts'

const FIELDS = ['table', 'taskType', 'model', 'error']

test('a letter that is wrong, missing, too many or swapped names the word that is meant', () => {
  for (const word of ['taskTyp', 'taskTyype', 'tasktype', 'task_type', 'takTsype', 'tsakType']) {
    assert.equal(nearestOf(word, FIELDS), 'taskType', word)
  }
  assert.equal(nearestOf('modle', FIELDS), 'model')
})

test('a word that is far from all of them means none', () => {
  assert.equal(nearestOf('duration', FIELDS), null)
  assert.equal(nearestOf('kind', FIELDS), null)
  assert.equal(nearestOf('', FIELDS), null)
  assert.equal(nearestOf('x', []), null)
})

test('what there is is named, and what is meant first', () => {
  assert.equal(choiceWords('modle', FIELDS), 'Did you mean model? Known: table, taskType, model, error')
  assert.equal(choiceWords('', FIELDS), 'Known: table, taskType, model, error')
})
