// Gives the system back what V8 keeps for itself. The pages that a collection has emptied stay in a pool of their thread for the next one, and none
// of them is given back while a program is busy (V8 13.6): a service that reads a long history held two hundred megabytes of them. A collection
// that is to favour memory gives all of them back; one in a while is enough,
// and sooner where the process has come to take much.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { SECOND } from '../duration.ts'

/** How long what is kept may stay. */
export type Patience = Readonly<{
  /** Milliseconds between two times that pages are given back. More often, and they are soon asked for again: three seconds took a tenth longer. */
  usually: number
  /** The same, while the process takes more bytes than `much`. */
  pressed: number
  /** Bytes, of the whole process. Of what a service may take at most (500 MB) it leaves what a pool grows by in the shorter time. */
  much: number
}>

const PATIENCE: Patience = { usually: 10 * SECOND, pressed: 2 * SECOND, much: 380e6 }

/** Of the thread that calls it, until what is returned is called: the next full collection once it has been patient gives them back. */
export function giveBackPages(patience: Patience = PATIENCE): () => void {
  let isAsked = false
  let last = performance.now()
  const collected = new PerformanceObserver(list => {
    for (const { detail } of list.getEntries() as Collection[]) {
      if (detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue
      if (isAsked) {
        setFlagsFromString('--no-optimize-for-size')
        isAsked = false
        last = performance.now()
      } else if (performance.now() - last >= timeOf(patience)) {
        // Looked at by each collection as it begins. Of what is compiled it changes nothing that has been compiled already.
        setFlagsFromString('--optimize-for-size')
        isAsked = true
      }
    }
  })
  collected.observe({ entryTypes: ['gc'] })
  return () => {
    collected.disconnect()
    if (isAsked) setFlagsFromString('--no-optimize-for-size')
  }
}

function timeOf({ usually, pressed, much }: Patience): number {
  return process.memoryUsage.rss() > much ? pressed : usually
}

type Collection = PerformanceEntry & { detail: { kind: number } }
