// Runs every rule over a checkout.
import type { Rule } from './rule.ts'
import { assertedTypesOnly } from './rules/asserted-types.ts'
import { cycles } from './rules/cycles.ts'
import { fileLength } from './rules/file-length.ts'
import { folderSize } from './rules/folder-size.ts'
import { functionLength } from './rules/function-length.ts'
import { knownTops } from './rules/known-tops.ts'
import { layers } from './rules/layers.ts'
import { markup } from './rules/markup.ts'
import { membersOnly } from './rules/members-only.ts'
import { mirroredTests } from './rules/mirrored-tests.ts'
import { names } from './rules/names.ts'
import { oneClock } from './rules/one-clock.ts'
import { oneFetch } from './rules/one-fetch.ts'
import { onePlace } from './rules/one-place.ts'
import { openEnds } from './rules/open-ends.ts'
import { openingSentence } from './rules/opening-sentence.ts'
import { plainImports } from './rules/plain-imports.ts'
import { quietImports } from './rules/quiet-imports.ts'
import { sealedMembers } from './rules/sealed-members.ts'
import { sharedState } from './rules/shared-state.ts'
import { suppressions } from './rules/suppressions.ts'
import { testsThatTest } from './rules/tests-that-test.ts'
import { widenedLists } from './rules/widened-lists.ts'
import { readSourceTree } from './source-tree.ts'
import type { Parse } from './syntax.ts'

const rules: readonly Rule[] = [
  knownTops,
  layers,
  plainImports,
  cycles,
  fileLength,
  folderSize,
  functionLength,
  markup,
  mirroredTests,
  testsThatTest,
  membersOnly,
  sealedMembers,
  names,
  openingSentence,
  oneClock,
  oneFetch,
  onePlace,
  suppressions,
  openEnds,
  widenedLists,
  assertedTypesOnly,
  quietImports,
  sharedState,
]

/** One line for each violation, each said once. */
export function checkHouse(root: string, parse: Parse): string[] {
  const tree = readSourceTree(root, parse)
  return [...new Set(rules.flatMap(rule => rule.check(tree).map(message => `${rule.name}: ${message}`)))]
}
