// Checks the layout of the code: which room may import which, no cycle in any folder, sizes, and a test for each file.
// `node .ci/house.ts` checks; `node .ci/house.ts --prune` also removes the exceptions that are not needed any more.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkHouse, readExceptions } from './house/check.ts'

const root = join(import.meta.dirname, '..')
const file = join(import.meta.dirname, 'house/exceptions.txt')
const heading =
  '# What does not yet keep the rules, a line each. This list only shrinks; an entry may follow its file to a new path.\n'

const { failures, needed, stale } = checkHouse(root, readExceptions(file))
for (const line of failures) console.error(line)
if (process.argv.includes('--prune')) writeFileSync(file, heading + needed.map(line => `${line}\n`).join(''))
else if (stale.length > 0)
  console.error(`${stale.length} exceptions are not needed any more: node .ci/house.ts --prune`)
if (failures.length > 0) process.exitCode = 1
