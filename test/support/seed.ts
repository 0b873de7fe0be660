// Loaded before every test file. Gives every property test the same examples at every run; SLOWBURN_SEED=n tries
// others, random ones too. Keeps compiled code between the test files and the processes that they start. Notes the test that runs
// where `test/run.ts` asks for it: a test that never returns cannot say so itself.
import { writeFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { beforeEach } from 'node:test'
import * as fc from 'fast-check'
import { inForm } from './long-form.ts'

const { directory } = enableCompileCache()
if (directory !== undefined) process.env.NODE_COMPILE_CACHE = directory

const given = process.env.SLOWBURN_SEED
const seed = given === undefined ? 20_260_601 : Number(given)
/** Examples of a property that does not say how many it is held to. */
const numRuns = inForm(30, 100)
fc.configureGlobal(given === 'random' ? { numRuns } : { seed, numRuns })

const note = process.env.SLOWBURN_RUNNING_TEST
delete process.env.SLOWBURN_RUNNING_TEST
if (note !== undefined) {
  beforeEach(context =>
    writeFileSync(note, `${context.fullName} (${'filePath' in context ? context.filePath : ''})`),
  )
}
