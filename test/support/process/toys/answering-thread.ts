// Stands for the thread of detection, and loads nothing of it: the name of what is disabled says what its first detector does when
// anything is asked.
import { parentPort, workerData } from 'node:worker_threads'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { beatIn } from '../../../../src/core/loop-guard/thread-guard.ts'
import type { Question, Said, WorkerSettings } from '../../../../src/pipeline/detect/judging-worker.ts'

const { disabled, beats, loopPatience } = workerData as WorkerSettings
const owner: Owner = { kind: 'detector', name: 'toy' }
const owners = beatIn(beats, createOwners(), loopPatience)
const say = (said: Said): void => parentPort?.postMessage(said, [])

const ways: Readonly<Record<string, () => void>> = {
  throws: () => say({ stray: 'nobody waits', owner }),
  loops: () => {
    owners.under(owner, () => {
      for (;;);
    })
  },
  exits: () => {
    say({ exits: owner })
    process.exit()
  },
  // As whoever is asked within a time limit, and is in a call into the system.
  blocks: () => {
    owners.limit(true)
    beats[2] = 1
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
}

parentPort?.on('message', (questions: readonly Question[]) => {
  ways[disabled[0] ?? '']?.()
  say({ answers: questions.map(({ id }) => ({ id, answer: 'past' })) })
})
