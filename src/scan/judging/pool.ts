// Looks back upon courses in threads, as many as the machine has processors.
import { Worker } from 'node:worker_threads'
import type { Judged } from '../drift.ts'
import type { CourseCase } from './judge.ts'
import type { Answer, Question } from './judging-worker.ts'

export interface Pool {
  /** Rejects with what a detector threw, or where the thread ended. */
  judge(given: CourseCase): Promise<Judged>
  close(): Promise<void>
}

interface Waiting {
  resolve(judged: Judged): void
  reject(error: Error): void
}

export function createPool(threads: number): Pool {
  const members = Array.from({ length: threads }, () => startMember())
  return {
    judge: async given => {
      const [idlest] = members.toSorted((a, b) => a.waiting.size - b.waiting.size)
      if (idlest === undefined) throw new RangeError('a pool of no threads')
      return idlest.ask(given)
    },
    close: async () => {
      await Promise.all(members.map(({ worker }) => worker.terminate()))
    },
  }
}

function startMember() {
  const file = import.meta.url.endsWith('.ts') ? './judging-worker.ts' : './judging-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { name: 'looking back' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.unref()
  worker.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker.unref()
    if ('fault' in answer) one?.reject(new Error(answer.fault))
    else one?.resolve(answer.judged)
  })
  worker.on('error', error => {
    for (const { reject } of waiting.values()) reject(error as Error)
    waiting.clear()
  })
  const ask = (given: CourseCase): Promise<Judged> =>
    new Promise((resolve, reject) => {
      last += 1
      waiting.set(last, { resolve, reject })
      worker.ref()
      worker.postMessage({ id: last, given } satisfies Question, [])
    })
  return { worker, waiting, ask }
}
