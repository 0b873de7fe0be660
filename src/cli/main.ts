// The command line.
import { buildProgram } from './program.ts'
import { run } from './run.ts'
import { endAfterCommand, openNoDebugger, outliveReaders } from './terminal/signals.ts'

openNoDebugger()
outliveReaders()
await run(buildProgram, process.argv.slice(2))
endAfterCommand()
