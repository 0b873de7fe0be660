import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { boardFiles } from '../../../dashboards/generator.ts'
import { committedBoards, committedFiles } from '../../support/dashboards/boards.ts'
import { faultsOfBoard } from '../../support/dashboards/lint/boards.ts'

const boards = committedBoards()

describe('the boards', () => {
  test('are up to date with what they are generated from', () => {
    assert.deepEqual(committedFiles(), boardFiles(), 'run: npm run generate')
  })

  test('can be loaded by Grafana 10.0', () => {
    assert.deepEqual([...new Set(boards.map(({ schemaVersion }) => schemaVersion))], [38])
  })
})

for (const board of boards) {
  test(`${board.uid} breaks no rule of the linter, asks for nothing that is not there and leads somewhere`, () => {
    assert.deepEqual(faultsOfBoard(board, boards), [])
  })
}
