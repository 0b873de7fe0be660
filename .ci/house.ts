// Checks the layout of the code: which room may import which, no cycle in any folder, sizes, and a test for each file.
import { join } from 'node:path'
import { checkHouse } from './house/check.ts'
import { startParser } from './house/syntax.ts'

const parser = startParser()
const violations = checkHouse(join(import.meta.dirname, '..'), parser.parse)
parser.close()
for (const line of violations) process.stderr.write(`${line}\n`)
if (violations.length > 0) process.exitCode = 1
