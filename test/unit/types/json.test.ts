// What the library of the language says of JSON, as this project has it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import { holds, type Same } from '../../support/types.ts'

test('what is parsed is unknown until somebody looks at it', () => {
  holds<Same<ReturnType<typeof JSON.parse>, unknown>>()
})
