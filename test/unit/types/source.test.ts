// The contract of a source, as its author meets it. `npm run typecheck` is what tests it.
import { test } from 'node:test'
import type { Config } from '../../../src/config/schema.ts'
import type {
  Batch,
  Cursor,
  PulledSource,
  ReceivingSource,
  Route,
  Source,
} from '../../../src/sources/source.ts'
import { type Fits, fails, holds, type Same } from '../../support/types.ts'

interface Shared {
  name: string
  feeds: string[]
  check(): Promise<never[]>
  close(): Promise<void>
}

test('a source is pulled or receives, and need not be both', () => {
  holds<Fits<Shared & { budget: number; pull(): AsyncIterable<Batch> }, Source>>()
  holds<Fits<Shared & { lateness: number; routes: Route[] }, Source>>()
  fails<Fits<Shared, Source>>()
})

test('a pull without a time budget, or one that yields no batches, is no source', () => {
  fails<Fits<Shared & { pull(): AsyncIterable<Batch> }, PulledSource>>()
  fails<Fits<Shared & { budget: number; pull(): Promise<Batch[]> }, PulledSource>>()
})

test('a pull is handed the cursor of its last batch, or null, and a signal', () => {
  holds<Same<Parameters<PulledSource['pull']>, [cursor: Cursor | null, signal: AbortSignal]>>()
})

test('a batch says up to when it is complete, and may say that it does not know', () => {
  holds<Fits<null, Batch['completeUpTo']>>()
  fails<Fits<Omit<Batch, 'completeUpTo'>, Batch>>()
})

test('a route says who may hand facts in, by headers or by a signature', () => {
  interface Nobody {
    path: string
    largestBody: number
    receive: Route['receive']
  }
  fails<Fits<Nobody, Route>>()
  holds<Fits<Nobody & { authorised(): boolean }, Route>>()
  holds<Fits<Nobody & { signed(): boolean }, Route>>()
  holds<Fits<ReceivingSource['routes'], readonly Route[]>>()
})

test('the configuration knows the entries of every type of source', () => {
  type Entry = Config['sources'][number]
  holds<Fits<'postgres' | 'push', Entry['type']>>()
  fails<Fits<'oracle', Entry['type']>>()
})
