import assert from 'node:assert/strict'
import { test } from 'node:test'
import { committedBoards, panelsOf } from '../../support/dashboards/boards.ts'
import { faultsOfAnnotation, faultsOfVariable } from '../../support/dashboards/lint/boards.ts'
import { faultsOfPanel } from '../../support/dashboards/lint/panels.ts'
import {
  annotationMutants,
  type Mutant,
  panelMutants,
  variableMutants,
} from '../../support/dashboards/mutants.ts'

function unnoticed<Of>(
  mutants: ReadonlyArray<Mutant<Of>>,
  faultsOf: (of: Of) => readonly string[],
): string[] {
  return mutants.filter(({ of }) => faultsOf(of).length === 0).map(({ change }) => change)
}

for (const board of committedBoards()) {
  test(`a metric, a label, a rate, a unit or a window of ${board.uid} that is another is noticed, wherever it stands`, () => {
    const panels = panelsOf(board).map(panel => ({ of: panel.title, mutants: panelMutants(panel) }))
    for (const { of, mutants } of panels) assert.deepEqual(unnoticed(mutants, faultsOfPanel), [], of)
    for (const annotation of board.annotations.list) {
      const faultsOf = (one: typeof annotation): string[] => faultsOfAnnotation(one, board)
      assert.deepEqual(unnoticed(annotationMutants(annotation), faultsOf), [], annotation.name)
    }
    for (const variable of board.templating.list)
      assert.deepEqual(unnoticed(variableMutants(variable), faultsOfVariable), [], variable.name)
    assert.ok(panels.every(({ mutants }) => mutants.length > 5))
  })
}
