// Gives the system back what V8 keeps for itself. The pages that a collection has emptied stay in a pool of their thread for the next one, and none
// of them is given back while a program is busy (V8 13.6): a service that reads a long history held two hundred megabytes of them. A collection
// that is to favour memory gives all of them back; one in a while is enough.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { SECOND } from '../duration.ts'

/** More often, and what is given back is soon asked for again: every three seconds took a tenth longer. */
const EVERY = 10 * SECOND

/** Of the thread that calls it, until what is returned is called. The next full collection after each `every` milliseconds gives them back. */
export function giveBackPages(every = EVERY): () => void {
  let isAsked = false
  let last = performance.now()
  const collected = new PerformanceObserver(list => {
    for (const { detail } of list.getEntries() as Collection[]) {
      if (detail.kind !== constants.NODE_PERFORMANCE_GC_MAJOR) continue
      if (isAsked) {
        setFlagsFromString('--no-optimize-for-size')
        isAsked = false
        last = performance.now()
      } else if (performance.now() - last >= every) {
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

type Collection = PerformanceEntry & { detail: { kind: number } }
