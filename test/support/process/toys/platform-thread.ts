// Stands for the thread of the example platform, without its database. It says as its progress each moment to which it is advanced; where
// the seed is 13 it cannot be, and where the seed is 0 it never gets ready.
import { parentPort, workerData } from 'node:worker_threads'
import type { Birth, Command, Report } from '../../../../src/demo/platform/platform-protocol.ts'

const { seed, startedAt, historyEnd } = workerData as Birth
const report = (message: Report): void => parentPort?.postMessage(message, [])
const progress = (done: number): void => report({ kind: 'progress', progress: { stage: 'truth', done } })

progress(startedAt)
if (seed > 0) {
  const truth = { seed, startedAt, historyEnd, plants: [], consequences: [] }
  report({ kind: 'ready', url: 'postgres://toy', truth })
}
parentPort?.on('message', ({ id, command }: { id: number; command: Command }) => {
  if (command.kind === 'advance') progress(command.to)
  report({ kind: 'reply', reply: { id, error: seed === 13 ? `cannot ${command.kind}` : null } })
  if (command.kind === 'close') parentPort?.close()
})
