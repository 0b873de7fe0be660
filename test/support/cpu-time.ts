// How long work takes the processor: unlike the wall clock's, that time does not grow while others use the machine.

/** `taken`: milliseconds of this process, on all of its threads, from the beginning of the work to its end. */
export async function cpuTime<T>(work: () => T | Promise<T>): Promise<{ result: T; taken: number }> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, taken: (user + system) / 1000 }
}
