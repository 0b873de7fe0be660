// The fast tests and the main job, in a few processes that share the work: a process a file costs more than the tests.
// npm test [-- PATTERN...]   patterns of test files in place of all of them
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

const ALL = ['test/{unit,main-job}/**/*.test.ts']
const patterns = process.argv.length > 2 ? process.argv.slice(2) : ALL
/** One more than there are processors, for some tests wait on a clock or a socket. */
const shards = availableParallelism() + 1

const FLAGS = [
  '--import',
  './test/support/seed.ts',
  '--test',
  '--test-isolation=none',
  '--test-timeout=120000',
]

function run(shard: number): Promise<{ code: number; output: string }> {
  const args = [...FLAGS, `--test-shard=${shard}/${shards}`, ...patterns]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}

const began = performance.now()
const runs = Array.from({ length: shards }, async (_, index) => {
  const done = await run(index + 1)
  process.stdout.write(done.output)
  return done
})
const results = await Promise.all(runs)
const counted = (word: string): number =>
  results.reduce(
    (sum, { output }) => sum + Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0),
    0,
  )
const failed = results.filter(({ code }) => code !== 0).length
const seconds = ((performance.now() - began) / 1000).toFixed(0)
process.stdout.write(
  `\n${counted('tests')} tests in ${shards} processes, ${seconds} s: ${counted('pass')} passed, ` +
    `${counted('fail') + counted('cancelled')} failed\n`,
)
process.exitCode = failed > 0 || counted('tests') === 0 ? 1 : 0
