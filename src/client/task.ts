// Tasks: when each was queued, started, and finished or failed, with its model and what it used.
import type { Client } from './api.ts'
import type { Attributes } from './event-line.ts'
import { given, idOf, subjectOf } from './given.ts'
import type { Given, Recorder } from './recorder.ts'
import { failureOf, runTask, type TaskAbout, type TaskEnd } from './task-run.ts'

export function taskMethods(recorder: Recorder): Pick<Client, 'queued' | 'task'> {
  const { runtime } = recorder
  return {
    queued: about =>
      recorder.record(() => {
        const { type: taskType, id, model, variant, at, attributes } = about
        const data = { taskType, ...given({ model, variant }) }
        return { type: 'task.queued', subject: subjectOf(id), data, at, attributes }
      }),
    task: (about, work) => {
      const read = readOnce(about)
      const subject = idOf(
        () => (typeof about === 'string' ? undefined : about.id),
        () => recorder.nextId(),
      )
      const [startedAt, started] = [runtime.now(), runtime.elapsed()]
      recorder.record(() => queuedOf(read(), subject))
      recorder.record(() => ({ ...startOf(read(), subject), type: 'task.started', at: startedAt }))
      return runTask(subject, work, end => {
        // Clocks are set while work runs; how long it took is measured.
        const at = startedAt + runtime.elapsed() - started
        recorder.record(() => endOf(startOf(read(), subject), end, at))
      })
    },
  }
}

type Said = Pick<TaskAbout, 'type' | 'model' | 'variant' | 'queuedAt' | 'attributes'>

/** What is said of a task is what was given when it started, though the platform uses the object again. Throws what reading it threw. */
function readOnce(about: TaskAbout | string): () => Said {
  try {
    const { type, model, variant, queuedAt, attributes } = typeof about === 'string' ? { type: about } : about
    const said = { type, model, variant, queuedAt, attributes: attributes && { ...attributes } }
    return () => said
  } catch (error) {
    return () => {
      throw error
    }
  }
}

interface Start {
  subject: string
  data: { taskType: string; model?: string; variant?: string }
  attributes: Attributes
}

function startOf({ type: taskType, model, variant, attributes }: Said, subject: string): Start {
  const asked = given({ 'gen_ai.request.model': model })
  const data = { taskType, ...given({ model, variant }) }
  return { subject, data, attributes: { ...asked, ...attributes } }
}

/** Null where it is not known: it is then known from elsewhere, or not at all. */
function queuedOf(about: Said, subject: string): Given | null {
  const { queuedAt: at } = about
  return at === undefined || at === null ? null : { ...startOf(about, subject), type: 'task.queued', at }
}

function endOf({ subject, data, attributes }: Start, { usage, failure }: TaskEnd, at: number): Given {
  const { model, inputTokens, outputTokens, cost } = usage
  const all = {
    ...attributes,
    ...given({
      'gen_ai.response.model': model,
      'gen_ai.usage.input_tokens': inputTokens,
      'gen_ai.usage.output_tokens': outputTokens,
      'slowburn.cost': cost,
    }),
  }
  const done = { ...data, ...given({ model }) }
  if (failure === null) return { type: 'task.finished', subject, data: done, at, attributes: all }
  const { text: error, type } = failureOf(failure.error)
  const phantom = failure.isPhantom
  return {
    type: 'task.failed',
    subject,
    data: { ...done, error, phantom },
    at,
    attributes: { ...all, 'error.type': type },
  }
}
