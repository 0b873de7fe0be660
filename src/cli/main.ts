// The command line.
import { buildProgram } from './program.ts'
import { reportError } from './terminal/report.ts'

try {
  await buildProgram().parseAsync()
} catch (error) {
  reportError(error)
}
