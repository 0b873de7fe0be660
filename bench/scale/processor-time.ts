// Processor seconds of a process, of each kind of its threads and of a server's children, as Linux counts them.
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second: the kernel's USER_HZ. */
const TICKS = 100

/** Of the thread in which everything but detection runs, and of all others: detection, garbage collection, compilation. */
export function threadSeconds(pid: number): { main: number; others: number } {
  let [main, others] = [0, 0]
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const seconds = own(`/proc/${pid}/task/${thread}/stat`)
    if (Number(thread) === pid) main += seconds
    else others += seconds
  }
  return { main, others }
}

/** Of a process and all its children, those that have ended included. */
export function treeSeconds(pid: number): number {
  const fields = fieldsOf(`/proc/${pid}/stat`)
  const ended = (Number(fields?.[13]) + Number(fields?.[14])) / TICKS
  const children = readdirSync('/proc').filter(name => Number(fieldsOf(`/proc/${name}/stat`)?.[1]) === pid)
  return (
    own(`/proc/${pid}/stat`) + ended + children.reduce((sum, child) => sum + own(`/proc/${child}/stat`), 0)
  )
}

/** Null where there is no such process. */
export function parentOf(pid: number): number | null {
  const parent = Number(fieldsOf(`/proc/${pid}/stat`)?.[1])
  return parent > 0 ? parent : null
}

function own(path: string): number {
  const fields = fieldsOf(path)
  return fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** What follows the name (proc_pid_stat(5), from `state` on); null where there is no such process any more. */
function fieldsOf(path: string): string[] | null {
  try {
    const text = readFileSync(path, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
