import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBoards } from '../../../../src/operations/boards/shipped.ts'
import { committedFiles } from '../../../support/dashboards/boards.ts'

test('the boards that come with slowburn are those that are committed, each with its title', () => {
  const boards = shippedBoards()
  assert.deepEqual(
    Object.fromEntries(boards.map(({ file, text }) => [`dashboards/${file}`, text])),
    committedFiles(),
  )
  assert.ok(boards.every(({ title }) => title.startsWith('slowburn: ')))
})
