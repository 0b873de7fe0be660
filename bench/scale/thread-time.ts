// Processor time of this thread, to the microsecond: others on the machine do not lengthen it as they do real time.

const NEVER = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

/** Milliseconds. Linux counts them up to the last time that the thread has rested, so it rests. */
export function threadTime(): number {
  Atomics.wait(NEVER, 0, 0, 0.01)
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

export async function timedInThread(work: () => unknown): Promise<number> {
  const before = threadTime()
  await work()
  return threadTime() - before
}
