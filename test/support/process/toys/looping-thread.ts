// A thread that beats, and loops under an owner once it is told to: from a timer, for so many milliseconds. It takes a breath in the
// loop, for it is not alone on the processor.
import { parentPort, workerData } from 'node:worker_threads'
import { createOwners } from '../../../../src/core/loop-guard/owners.ts'
import { beatIn } from '../../../../src/core/loop-guard/thread-guard.ts'

const { beats, patience } = workerData as { beats: Int32Array; patience: number }
const breath = new Int32Array(new SharedArrayBuffer(4))
const owners = createOwners()
beatIn(beats, owners, patience)
parentPort?.on('message', ({ owned, lasting }: { owned: boolean; lasting: number }) => {
  const loop = (): void => {
    const until = performance.now() + lasting
    while (performance.now() < until) Atomics.wait(breath, 0, 0, 2)
  }
  owners.under(owned ? { kind: 'detector', name: 'toy' } : null, () => setTimeout(loop, 1))
})
parentPort?.postMessage('ready', [])
