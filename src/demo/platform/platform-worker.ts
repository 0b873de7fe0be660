// The thread in which the example platform lives, so that its database never holds up the main thread.
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../../core/errors.ts'
import { createEmbeddedPlatform } from './embedded-platform.ts'
import type { Birth, Command, Reply, Report } from './platform-protocol.ts'

if (parentPort === null) throw new Error('the example platform runs in a worker thread; use startPlatform')
const port = parentPort
const report = (message: Report): void => port.postMessage(message)

const platform = await createEmbeddedPlatform(workerData as Birth, progress =>
  report({ kind: 'progress', progress }),
)
report({ kind: 'ready', url: platform.url, truth: platform.truth })

port.on('message', async ({ id, command }: { id: number; command: Command }) => {
  const reply = async (): Promise<Reply> => {
    try {
      await (command.kind === 'advance' ? platform.advance(command.to) : platform.close())
      return { id, error: null }
    } catch (error) {
      return { id, error: messageOf(error) }
    }
  }
  report({ kind: 'reply', reply: await reply() })
  if (command.kind === 'close') port.close()
})
