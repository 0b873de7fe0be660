// What can be known of the service of a data folder: whether it runs, and what it says of itself while it does.
import { join } from 'node:path'
import * as z from 'zod'
import { messageOf } from '../../core/errors.ts'
import { readRegular } from '../../core/reading/regular-file.ts'
import { SERVICE_FILE } from '../../storage/control-files.ts'

/** `silent`: its process is there and gives no answer. `ended`: it ended without taking leave. */
export type RunningService =
  | { state: 'stopped' }
  | { state: 'ended'; pid: number }
  | { state: 'silent'; pid: number; url: string; why: string }
  | {
      state: 'running'
      url: string
      ready: Answer
      metrics: string
      /** Null where it does not say: it is of an earlier version, or does not let whoever asks read it. */
      sources: readonly KnownSource[] | null
    }

/** How the service says that a source fares. */
export type KnownSource = z.output<typeof sourcesAnswer>['sources'][number]

interface Answer {
  status: number
  body: string
}

export interface ServiceQuestions {
  /** Gets a path of the running service; rejects where nobody answers. */
  get(path: string): Promise<Answer>
}

const sourcesAnswer = z.object({
  sources: z.array(
    z.object({
      name: z.string(),
      error: z.string().nullable(),
      problems: z.array(
        z.object({
          where: z.string(),
          message: z.string(),
          remedy: z.string().nullable(),
          blind: z.boolean(),
        }),
      ),
    }),
  ),
})
const announced = z.object({ url: z.string(), pid: z.number() })

/** Never rejects. `connect` is called where a service has announced itself in the folder. */
export async function serviceState(folder: string, connect: () => ServiceQuestions): Promise<RunningService> {
  const found = announcedIn(folder)
  if (found === null) return { state: 'stopped' }
  const { url, pid } = found
  try {
    const service = connect()
    const ready = await service.get('readyz')
    const metrics = await service.get('metrics')
    const sources = sourcesIn(await service.get('api/v1/sources'))
    return { state: 'running', url, ready, metrics: metrics.status === 200 ? metrics.body : '', sources }
  } catch (error) {
    return isAlive(pid) ? { state: 'silent', pid, url, why: messageOf(error) } : { state: 'ended', pid }
  }
}

function sourcesIn({ status, body }: Answer): readonly KnownSource[] | null {
  if (status !== 200) return null
  try {
    return sourcesAnswer.parse(JSON.parse(body)).sources
  } catch {
    return null
  }
}

function announcedIn(folder: string): z.output<typeof announced> | null {
  try {
    return announced.parse(JSON.parse(readRegular(join(folder, SERVICE_FILE)).toString('utf8')))
  } catch {
    return null
  }
}

/** A process of another user is there although it may not be signalled. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /EPERM/.test(messageOf(error))
  }
}

/** The value of a sample without labels, or with exactly these as they are written; null where it is absent. */
export function sampleOf(metrics: string, name: string, labels = ''): number | null {
  const start = labels === '' ? `${name} ` : `${name}{${labels}} `
  const line = metrics.split('\n').find(one => one.startsWith(start))
  return line === undefined ? null : Number(line.slice(start.length).split(' ')[0])
}

/** All samples of a name, with their labels. */
export function samplesOf(
  metrics: string,
  name: string,
): Array<{ labels: Readonly<Record<string, string>>; value: number }> {
  return metrics.split('\n').flatMap(line => {
    const found = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line)
    if (found?.[1] !== name) return []
    const labels = [...(found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
    return [
      {
        labels: Object.fromEntries(labels.map(([, label = '', value = '']) => [label, value])),
        value: Number(found[3]),
      },
    ]
  })
}
