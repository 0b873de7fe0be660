// The command line.
import { buildProgram } from './program.ts'
import { reportError } from './terminal/report.ts'
import { openNoDebugger, outliveReaders } from './terminal/signals.ts'

openNoDebugger()
outliveReaders()

try {
  await buildProgram().parseAsync()
} catch (error) {
  reportError(error)
}
