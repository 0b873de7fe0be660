// A folder of JSON Lines for the suite of sources.
import { appendFileSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../support/folder.ts'
import type { StartTrial } from '../../../support/sources/source-trial.ts'

export const startTrial: StartTrial = async t => {
  const root = temporaryFolder(t)
  const folder = join(root, 'logs')
  mkdirSync(folder)
  return {
    entry: {
      name: 'log',
      type: 'jsonl',
      files: join(folder, '*.jsonl'),
      events: [{ type: 'task.finished', subject: 'id', data: { taskType: '=build' } }],
    },
    write: async (subjects, at) => {
      for (const id of subjects) appendFileSync(join(folder, 'a.jsonl'), `${JSON.stringify({ at, id })}\n`)
    },
    spoil: async (count, at) =>
      appendFileSync(join(folder, 'a.jsonl'), `${JSON.stringify({ at })}\n`.repeat(count)),
    // A line is written once; the end of a task is a line of its own.
    begin: null,
    subjectOf: ({ type, subject }) => (type === 'task.finished' ? (subject.split(':').at(-1) ?? null) : null),
    takeAway: async () => renameSync(folder, join(root, 'away')),
    bringBack: async () => renameSync(join(root, 'away'), folder),
  }
}
