// slowburn in a process of its own, with sources of type jsonl of which some hold up everything, as their names say.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../folder.ts'
import { type Running, startCommand } from './command.ts'

const TOYS = fileURLToPath(new URL('toys/holding-up.ts', import.meta.url))

export interface HeldUp {
  folder: string
  /** Starts it, as whatever supervises it does again once it has ended. */
  start(): Running
  /** What an address below the page answers, once it matches. */
  answers(page: string, path: string, pattern: RegExp): Promise<string>
}

export function heldUp(t: TestContext, names: readonly string[], env: Record<string, string> = {}): HeldUp {
  const folder = temporaryFolder(t)
  const at = new Date(Date.now() - 60_000).toISOString()
  writeFileSync(join(folder, 'runs.jsonl'), `{"id":"1","at":"${at}","event":"queued","kind":"build"}\n`)
  const file = join(folder, 'slowburn.yml')
  const sources = names.map(
    name =>
      `  - { name: ${name}, type: jsonl, files: ${join(folder, '*.jsonl')}, events: [{ type: task.queued, when: { event: queued }, subject: id, data: { taskType: kind } }] }\n`,
  )
  writeFileSync(
    file,
    `data: { folder: ${join(folder, 'data')} }\nlisten: { port: 0 }\ntick: 1s\nsources:\n${sources.join('')}`,
  )
  return {
    folder,
    start: () => {
      const running = startCommand(['start', '--config', file], {
        env: { NODE_OPTIONS: `--import ${TOYS} --no-force-async-hooks-checks`, ...env },
      })
      t.after(() => running.child.kill('SIGKILL'))
      return running
    },
    answers: async (page, path, pattern) => {
      let answer = ''
      for (let i = 0; i < 300; i++) {
        answer = await fetch(`${page}${path}`).then(
          response => response.text(),
          () => '',
        )
        if (pattern.test(answer)) return answer
        await wait(200)
      }
      throw new Error(`${path} never answers ${pattern}:\n${answer}`)
    },
  }
}
