// Compares passwords with bcrypt hashes, one after the other, in a thread of its own: one takes long enough to hold up every
// scrape and every page.
import { parentPort } from 'node:worker_threads'
import { compareSync } from 'bcryptjs'

export interface Comparison {
  id: number
  password: string
  hash: string
}

export interface Compared {
  id: number
  same: boolean
}

parentPort?.on('message', ({ id, password, hash }: Comparison) => {
  const answer: Compared = { id, same: compareSync(password, hash) }
  parentPort?.postMessage(answer, [])
})
